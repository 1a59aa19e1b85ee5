import "../find/find.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";

export interface Choice {
  id: string;
  face: ComponentChildren;
  /** What stands at its end: a time, a count. */
  end?: ComponentChildren;
  on?: boolean;
}

interface Props {
  label: string;
  choices: readonly Choice[];
  onPick: (id: string) => void;
  /** Where one types to find or to make one. */
  words?: { value: string; onInput: (value: string) => void; placeholder: string; maxLength: number };
  /** Several can be on. */
  several?: boolean;
  /** Which is stood on at first. */
  first?: string | undefined;
}

/** A short list to choose from with one hand: type to find, arrows to move, Enter or a digit to choose. */
export function Pick({ label, choices, onPick, words, several, first }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      choices.findIndex((c) => c.id === first),
    ),
  );
  const here = Math.min(at, choices.length - 1);
  const asked = words?.value;
  useEffect(() => {
    if (asked !== undefined) setAt(0);
  }, [asked]);
  useEffect(() => {
    queueMicrotask(() => box.current?.querySelector<HTMLElement>("input, [role=listbox]")?.focus());
  }, []);
  useEffect(() => {
    box.current?.querySelector(`[data-at="${here}"]`)?.scrollIntoView({ block: "nearest" });
  }, [here]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || choices.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const digit = words ? Number.NaN : Number(event.key);
    if (step) setAt((here + step + choices.length) % choices.length);
    else if (event.key === "Enter") {
      const choice = choices[here];
      if (choice) onPick(choice.id);
    } else if (digit >= 1 && digit <= choices.length) onPick(choices[digit - 1]?.id ?? "");
    else return;
    event.preventDefault();
  };
  const active = choices[here] ? `${id}-${here}` : undefined;
  const keyboard = {
    "aria-activedescendant": active,
    onKeyDown,
  };
  return (
    <div class="pick" ref={box}>
      {words && (
        <input
          class="filter-find"
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={words.value}
          maxLength={words.maxLength}
          placeholder={words.placeholder}
          onInput={(event) => words.onInput(event.currentTarget.value)}
          {...keyboard}
        />
      )}
      <div
        class="pick-list"
        role="listbox"
        id={id}
        aria-label={label}
        aria-multiselectable={several}
        tabIndex={words ? -1 : 0}
        {...(!words && keyboard)}
      >
        {choices.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard, as a listbox does
          <div
            key={choice.id}
            id={`${id}-${i}`}
            class="pick-line"
            role="option"
            tabIndex={-1}
            aria-selected={choice.on ?? i === here}
            data-at={i}
            data-here={i === here}
            onClick={() => onPick(choice.id)}
            onPointerMove={() => setAt(i)}
          >
            <span class="pick-on">{choice.on && <Icon name="check" size={18} />}</span>
            <span class="pick-face">{choice.face}</span>
            {choice.end && <span class="pick-end tabular">{choice.end}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
