import { signal } from "@preact/signals";
import { BINDINGS } from "../core/keys";
import { lines } from "../core/registry";
import { keyWord } from "../list/keyWord";
import { t } from "../texts";
import { useConsole } from "./context";
import { Dialog } from "./Dialog";
import { Glyph } from "./Glyph";
import { Switch } from "./Switch";

/** Whether the list under "?" is shown; one per page. */
export const keysOpen = signal(false);

/** Ctrl, or ⌘ where the keyboard has it. */
export const MOD =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

const NAMES: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

/** A key as it is printed: "⌘ + Enter", "↓", "j". */
export function KeyCaps({ combination }: { combination: string }) {
  return (
    <span class="keys">
      {combination.split("+").map((key) => (
        <kbd key={key}>
          {key === "Mod"
            ? MOD
            : (NAMES[key] ?? (combination === key ? key : key.toUpperCase().slice(0, 1) + key.slice(1)))}
        </kbd>
      ))}
    </span>
  );
}

function Line({ text, keys }: { text: string; keys: readonly string[] }) {
  return (
    <div class="keys-line">
      <dt>{text}</dt>
      <dd>
        {keys.map((combination, index) => (
          <>
            {index > 0 && <span class="visually-hidden"> {t("keys_or")} </span>}
            <KeyCaps combination={combination} />
          </>
        ))}
      </dd>
    </div>
  );
}

/** Opens the list of keyboard commands. */
export function KeysButton() {
  return (
    <button
      type="button"
      class="rail-item"
      aria-haspopup="dialog"
      onClick={() => {
        keysOpen.value = true;
      }}
    >
      <span class="rail-icon">
        <Glyph name="keyboard" size={22} />
      </span>
      <span class="rail-word">{t("nav_keys")}</span>
    </button>
  );
}

/** Every keyboard command, from the same table that obeys them. */
export function KeysDialog() {
  const console = useConsole();
  const { prefs, prefer, session } = console;
  if (!keysOpen.value) return null;
  const close = () => {
    keysOpen.value = false;
  };
  return (
    <Dialog title={t("keys_title")} onClose={close}>
      <div class="keys-columns">
        {(["move", "act", "write"] as const).map((group) => (
          <section key={group} aria-label={t(`keys_${group}`)}>
            <h3 class="eyebrow">{t(`keys_${group}`)}</h3>
            <dl>
              {BINDINGS.filter(
                (b) =>
                  b.group === group &&
                  (b.command !== "go_trust" || session.may("figures")) &&
                  (b.command !== "go_live" || session.may("supervise")),
              ).map((b) => (
                <Line key={b.command} text={keyWord(b.command)} keys={b.keys} />
              ))}
              {lines.value
                .filter((m) => m.keys && (m.group ?? "act") === group && (m.may?.(console) ?? true))
                .map((m) => (
                  <Line key={m.id} text={m.text[prefs.value.language]} keys={m.keys ?? []} />
                ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        label={t("keys_toggle")}
        hint={t("keys_toggle_hint")}
        on={prefs.value.singleKeys}
        onChange={(singleKeys) => prefer({ singleKeys })}
      />
    </Dialog>
  );
}
