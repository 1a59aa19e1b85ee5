import { useState } from "preact/hooks";
import { whenOf } from "../list/when";
import { useConsole } from "../view/context";
import { type Choice, Pick } from "./Pick";
import { localValue, presets } from "./presets";
import type { PartProps } from "./Triage";
import { t } from "./texts";
import { carryOut } from "./work";

const MOST_MS = 90 * 86_400_000;
const WAKE = "wake";

/** Until when; on the reader's own clock. What nobody has becomes one's own first, because only that can be put off. */
export function SnoozePart({ rows, ids, close }: PartProps) {
  const console = useConsole();
  const { session, prefs, actions, world } = console;
  const lang = prefs.value.language;
  const now = world.now();
  const only = ids.length === 1 ? rows[0] : undefined;
  const me = session.agentId();
  const other = only?.holder === "agent" && only.agent?.id !== me ? only.agent?.name : undefined;
  const free = only !== undefined && only.holder !== "agent";
  const [own, setOwn] = useState(() =>
    localValue(presets(now).find((p) => p.preset === "tomorrow")?.until ?? now),
  );
  const [wrong, setWrong] = useState(false);

  const snooze = async (until: Date | null) => {
    close();
    if (free && only && !(await actions.run("claim", only.id))) return;
    await carryOut(console, { do: "snooze", until: until?.toISOString() ?? null }, ids);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const until = new Date(own);
    const ahead = until.getTime() - world.now().getTime();
    if (!(ahead > 0 && ahead < MOST_MS)) return setWrong(true);
    void snooze(until);
  };

  if (other !== undefined)
    return (
      <p class="pick-hint" data-tone="caution">
        {t("snooze_other", { name: other })}
      </p>
    );
  const offered = presets(now);
  const choices: Choice[] = offered.map(({ preset, until }) => ({
    id: preset,
    face: t(`snooze_${preset}`),
    end: whenOf(until, lang),
  }));
  if (rows.some((row) => row.snoozed_until)) choices.push({ id: WAKE, face: t("snooze_wake") });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Pick
        label={t("bulk_snooze")}
        choices={choices}
        onPick={(id) => {
          const chosen = offered.find((p) => p.preset === id);
          if (chosen || id === WAKE) void snooze(chosen?.until ?? null);
        }}
      />
      <form class="snooze-own" onSubmit={submit}>
        <label>
          <span class="eyebrow">{t("snooze_own", { zone })}</span>
          <input
            type="datetime-local"
            value={own}
            aria-invalid={wrong}
            onInput={(event) => {
              setOwn(event.currentTarget.value);
              setWrong(false);
            }}
          />
        </label>
        <button type="submit" class="button">
          {t("snooze_submit")}
        </button>
      </form>
      <p class="pick-hint" role="status" data-tone={wrong || free ? "caution" : undefined}>
        {t(wrong ? "snooze_past" : free ? "snooze_claims" : "snooze_hint")}
      </p>
    </>
  );
}
