import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { useRoom } from "./context";
import { matching } from "./intents";
import { nameFrom, validName } from "./lines";
import { t } from "./texts";

interface Props {
  label: string;
  /** The label is only heard. */
  quiet?: boolean;
  /** Name of the chosen intent, "" for none. */
  value: string;
  onChange: (name: string) => void;
  /** What was typed may become an intent that is not there yet. */
  mayBeNew?: boolean;
  placeholder?: string;
  /** It can be emptied again. */
  clearable?: boolean;
  except?: string;
}

/** Finds an intent by typing. Arrows move, Enter takes, Escape closes. */
export function IntentPicker(props: Props) {
  const { label, quiet, value, onChange, mayBeNew, placeholder, clearable, except } = props;
  const { names, title } = useRoom();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const open = typed !== null;

  const found = matching(
    names.value.filter((name) => name !== except),
    typed ?? "",
    title,
  );
  const fresh = nameFrom(typed ?? "");
  const offerNew = mayBeNew && validName(fresh) && !names.value.includes(fresh);
  const options = offerNew ? [...found, fresh] : found;
  const active = Math.min(at, options.length - 1);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setTyped(null);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  useEffect(() => {
    if (open) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [open, active]);

  const take = (name: string | undefined) => {
    if (name === undefined) return;
    onChange(name);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) setTyped("");
      else if (options.length > 0) setAt((active + step + options.length) % options.length);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      take(options[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
  };

  return (
    <div class="intent-picker field" ref={box}>
      <label class={quiet ? "visually-hidden" : "field-label"} for={id}>
        {label}
      </label>
      <div class="field-line">
        <input
          id={id}
          type="text"
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellcheck={false}
          maxLength={60}
          placeholder={placeholder ?? t("pick_intent")}
          value={typed ?? (value && title(value))}
          onClick={(event) => {
            if (!open) setTyped("");
            setAt(0);
            event.currentTarget.select();
          }}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        {clearable && value !== "" && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("pick_clear", { label })}
            onClick={() => take("")}
          >
            <Icon name="x" size={18} />
          </button>
        )}
      </div>
      {open && (
        <div class="picker-pop">
          <div class="intent-choices" role="listbox" id={`${id}-list`} aria-label={label}>
            {options.map((name, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field above, which moves through the list
              // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are pointed to by aria-activedescendant
              <div
                key={name}
                id={`${id}-${i}`}
                class="picker-option"
                role="option"
                aria-selected={i === active}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(name)}
              >
                {offerNew && i === options.length - 1 ? (
                  <span class="picker-new">{t("pick_new", { name })}</span>
                ) : (
                  <>
                    <span>{title(name)}</span>
                    <span class="picker-name">{name}</span>
                  </>
                )}
              </div>
            ))}
          </div>
          {options.length === 0 && <p class="picker-none">{t("pick_none")}</p>}
        </div>
      )}
    </div>
  );
}
