import { useEffect, useState } from "preact/hooks";
import { number } from "../../shared/format";
import { dataOf } from "../find/data";
import { useConsole } from "../view/context";
import { Pick } from "./Pick";
import type { PartProps } from "./Triage";
import { LONGEST, offers, tagOf } from "./tags";
import { t } from "./texts";
import { carryOut, running } from "./work";

/** Puts tags on and takes them off; with one conversation the dialog stays open for the next tag. */
export function TagPart({ rows, ids, close }: PartProps) {
  const console = useConsole();
  const data = dataOf(console);
  const [words, setWords] = useState("");
  useEffect(() => {
    void data.tags.load();
  }, []);
  const used = data.tags.held.value.data ?? [];
  const counts = new Map(used.map(({ tag, count }) => [tag, count]));
  const [first, ...others] = rows;
  // Of many, a tag is on where all have it.
  const on = (first?.tags ?? []).filter((tag) => others.every((row) => row.tags?.includes(tag)));
  const found = offers(
    words,
    on,
    used.map(({ tag }) => tag),
  );
  const bad = words.trim() !== "" && tagOf(words) === "";
  const pick = (tag: string) => {
    if (running.peek()) return;
    setWords("");
    if (ids.length > 1) close();
    void carryOut(console, { do: on.includes(tag) ? "untag" : "tag", tags: [tag] }, ids).then(data.tags.load);
  };
  return (
    <>
      <Pick
        label={t("tag_find")}
        several
        words={{ value: words, onInput: setWords, placeholder: t("tag_find"), maxLength: 60 }}
        choices={
          bad
            ? []
            : found.map(({ tag, fresh }) => ({
                id: tag,
                face: fresh ? t("tag_make", { tag }) : tag,
                end: counts.has(tag) && number(counts.get(tag) ?? 0, console.prefs.value.language),
                on: on.includes(tag),
              }))
        }
        onPick={pick}
      />
      <p class="pick-hint" role="status">
        {bad
          ? t("tag_bad", { count: LONGEST })
          : found.length === 0
            ? t("tag_none")
            : t(ids.length > 1 ? "tag_hint_many" : "tag_hint")}
      </p>
    </>
  );
}
