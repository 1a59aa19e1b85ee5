import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Agent } from "../../shared/api";
import type { ContactRow } from "../contacts/api";
import type { Command } from "../core/keys";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { KeyCaps } from "../view/Keys";
import { type Choice, choices, type Found } from "./choices";
import { t } from "./texts";
import "./palette.css";

const PAUSE_MS = 120;
/** Fewer letters find everything. */
const FEWEST = 2;

interface Props {
  give: (command: Command) => void;
  onClose: () => void;
}

/** Where the server is asked for what was typed. */
const searchFor = (words: string) =>
  `/search?${new URLSearchParams({ q: words, typing: "true", limit: "8" })}`;
const contactsFor = (words: string) => `/contacts?${new URLSearchParams({ q: words, limit: "5" })}`;

/** What the server finds for what was typed. The newest question counts. */
function useFound<T>(typed: string, pathFor: (words: string) => string) {
  const { request } = useConsole();
  const [found, setFound] = useState<readonly T[]>([]);
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const words = typed.trim();
  useEffect(() => {
    if (words.length < FEWEST) {
      setFound([]);
      setState("idle");
      return;
    }
    let here = true;
    setState("busy");
    const timer = setTimeout(() => {
      request<{ items: T[] | null }>("GET", pathFor(words)).then(
        ({ items }) => {
          if (!here) return;
          setFound(items ?? []);
          setState("idle");
        },
        () => {
          if (!here) return;
          setFound([]);
          setState("failed");
        },
      );
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [words, request, pathFor]);
  return { found, state };
}

function usePeople() {
  const { api } = useConsole();
  const [people, setPeople] = useState<readonly Agent[]>([]);
  useEffect(() => {
    let here = true;
    api.agents().then(
      (all) => here && setPeople(all),
      () => {},
    );
    return () => {
      here = false;
    };
  }, [api]);
  return people;
}

/** Everything that can be done and everybody who can be found, behind one field. */
export function Palette({ give, onClose }: Props) {
  const console = useConsole();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDialogElement>(null);
  const done = useRef<(() => void) | null>(null);
  const id = useId();
  const people = usePeople();
  const talks = useFound<Found>(typed, searchFor);
  const contacts = useFound<ContactRow>(typed, contactsFor);
  const state = [talks.state, contacts.state].includes("busy") ? "busy" : talks.state;
  const list = choices(console, typed, { found: talks.found, contacts: contacts.found, people }, give);
  const chosen = Math.min(at, Math.max(0, list.length - 1));

  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // After the focus is back, so that what was chosen may take it.
      done.current?.();
    };
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    done.current = choice.run;
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const last = list.length - 1;
    if (event.key === "ArrowDown") setAt(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") setAt(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "PageDown") setAt(Math.min(last, chosen + 8));
    else if (event.key === "PageUp") setAt(Math.max(0, chosen - 8));
    else if (event.key === "Enter") choose(list[chosen]);
    else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) onClose();
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={box}
      class="dialog palette"
      aria-label={t("title")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
      onKeyDown={onKeyDown}
    >
      <div class="palette-field">
        <Glyph name="search" size={20} />
        <input
          type="text"
          role="combobox"
          aria-label={t("title")}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={list.length > 0 ? `${id}-${chosen}` : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={t("placeholder")}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
        />
      </div>
      <Choices list={list} chosen={chosen} id={id} onChoose={choose} onHover={setAt} />
      {list.length === 0 && state !== "busy" && (
        <div class="palette-none">
          <p>{t("nothing", { typed: typed.trim() })}</p>
          <p class="soft">{t("nothing_hint")}</p>
        </div>
      )}
      <p class="palette-foot" role="status">
        {state === "busy"
          ? t("searching")
          : state === "failed"
            ? t("search_failed")
            : t("count", { count: list.length })}
        <span class="palette-keys" aria-hidden="true">
          <kbd>↑</kbd>
          <kbd>↓</kbd> {t("foot_move")} <kbd>↵</kbd> {t("foot_go")} <kbd>Esc</kbd> {t("foot_close")}
        </span>
      </p>
    </dialog>
  );
}

interface ListProps {
  list: readonly Choice[];
  chosen: number;
  id: string;
  onChoose: (choice: Choice) => void;
  onHover: (index: number) => void;
}

function Choices({ list, chosen, id, onChoose, onHover }: ListProps) {
  const groups: { group: Choice["group"]; from: number; items: Choice[] }[] = [];
  list.forEach((choice, index) => {
    const last = groups.at(-1);
    if (last?.group === choice.group) last.items.push(choice);
    else groups.push({ group: choice.group, from: index, items: [choice] });
  });
  return (
    <div class="palette-list" id={`${id}-list`} role="listbox" aria-label={t("title")} tabIndex={-1}>
      {groups.map(({ group, from, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group within a listbox is no fieldset
        <div role="group" aria-label={t(group)} key={`${group}-${from}`}>
          <p class="eyebrow" aria-hidden="true">
            {t(group)}
          </p>
          {items.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard and moves through the options
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <div
              class="palette-choice"
              role="option"
              id={`${id}-${from + index}`}
              aria-selected={from + index === chosen}
              key={choice.id}
              data-choice={choice.id}
              onClick={() => onChoose(choice)}
              onPointerMove={() => onHover(from + index)}
            >
              <span class="palette-text">{choice.text}</span>
              {choice.hint && <span class="palette-hint">{choice.hint}</span>}
              {choice.keys?.[0] && <KeyCaps combination={choice.keys[0]} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
