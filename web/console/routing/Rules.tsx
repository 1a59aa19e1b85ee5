import { useId } from "preact/hooks";
import { Segmented } from "../view/Segmented";
import { Amount, Span } from "./Amount";
import type { Priority, Setting } from "./api";
import { useRouting } from "./context";
import type { Part, Unit } from "./setting";
import { t } from "./texts";

type SpanPart =
  | "ring_seconds"
  | "wrap_up_seconds"
  | "hold_seconds"
  | "team_overflow"
  | "skill_overflow"
  | "language_overflow";

/** The setting that is being changed, and whether it may be. */
function useDraft(): {
  draft: Setting;
  edit: (patch: Partial<Setting>) => void;
  error: (p: Part) => string | undefined;
  off: boolean;
} {
  const { routing, may } = useRouting();
  const draft = routing.draft.value as Setting; // the page shows its parts once it is there
  return {
    draft,
    edit: routing.edit,
    error: (part) => (routing.errors.value.has(part) ? t("range") : undefined),
    off: !may,
  };
}

function SpanField({ part, units, hint }: { part: SpanPart; units: readonly Unit[]; hint?: string }) {
  const { draft, edit, error, off } = useDraft();
  return (
    <Span
      label={t(part)}
      hint={hint}
      units={units}
      value={draft[part]}
      error={error(part)}
      disabled={off}
      onInput={(seconds) => edit({ [part]: seconds })}
    />
  );
}

/** Everything that holds for the whole desk. */
export function Rules() {
  return (
    <>
      <Way />
      <Targets />
      <Overflow />
      <Capacities />
    </>
  );
}

function Way() {
  const { draft, edit, off } = useDraft();
  const id = useId();
  return (
    <section class="card form" aria-labelledby={id}>
      <h2 id={id}>{t("way")}</h2>
      <fieldset class="plain-set" disabled={off}>
        <Segmented<Setting["mode"]>
          legend={t("mode")}
          value={draft.mode}
          options={[
            { value: "pull", label: t("mode_pull") },
            { value: "push", label: t("mode_push") },
          ]}
          hint={t(`mode_${draft.mode}_hint`)}
          onChange={(mode) => edit({ mode })}
        />
      </fieldset>
      <div class="amounts">
        {draft.mode === "push" && (
          <SpanField part="ring_seconds" units={["s", "m"]} hint={t("ring_seconds_hint")} />
        )}
        <SpanField part="wrap_up_seconds" units={["s", "m"]} hint={t("wrap_up_seconds_hint")} />
        {draft.mode === "push" && (
          <SpanField part="hold_seconds" units={["s", "m", "h"]} hint={t("hold_seconds_hint")} />
        )}
      </div>
    </section>
  );
}

const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal"];

function Targets() {
  const { draft, edit, error, off } = useDraft();
  const id = useId();
  return (
    <section class="card form" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t("targets")}</h2>
        <p class="soft">{t("targets_lead")}</p>
      </header>
      <div class="amounts">
        {PRIORITIES.map((p) => (
          <Span
            key={p}
            label={t(`targets.${p}`)}
            hint={t(`targets.${p}_hint`)}
            value={draft.targets[p]}
            error={error(`targets.${p}`)}
            disabled={off}
            onInput={(seconds) => edit({ targets: { ...draft.targets, [p]: seconds } })}
          />
        ))}
        <Amount
          label={t("level")}
          hint={t("level_hint")}
          unit={t("percent")}
          value={draft.level}
          min={1}
          max={100}
          error={error("level")}
          disabled={off}
          onInput={(level) => edit({ level })}
        />
      </div>
    </section>
  );
}

function Overflow() {
  const id = useId();
  return (
    <section class="card form" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t("overflow")}</h2>
        <p class="soft">{t("overflow_lead")}</p>
      </header>
      <div class="amounts">
        <SpanField part="team_overflow" units={["s", "m", "h"]} />
        <SpanField part="skill_overflow" units={["s", "m", "h"]} />
        <SpanField part="language_overflow" units={["s", "m", "h"]} />
      </div>
    </section>
  );
}

function Capacities() {
  const { routing } = useRouting();
  const { draft, edit, error, off } = useDraft();
  const id = useId();
  const { total, channels = {} } = draft.capacity;
  const names = [...new Set([...(routing.choices.value?.channels ?? []), ...Object.keys(channels)])];
  const limit = (channel: string, n: number) => {
    const next = { ...channels };
    if (Number.isNaN(n)) delete next[channel];
    else next[channel] = n;
    edit({ capacity: { total, channels: next } });
  };
  return (
    <section class="card form" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t("capacity")}</h2>
        <p class="soft">{t("capacity_lead")}</p>
      </header>
      <div class="amounts">
        <Amount
          label={t("capacity.total")}
          hint={t("capacity.total_hint")}
          unit={t("conversations")}
          value={total}
          min={1}
          max={50}
          error={error("capacity.total")}
          disabled={off}
          onInput={(n) => edit({ capacity: { total: n, channels } })}
        />
        {names.map((channel) => (
          <Amount
            key={channel}
            label={t("capacity_channel", { channel })}
            hint={t("capacity_channel_hint")}
            unit={t("conversations")}
            value={channels[channel] ?? Number.NaN}
            max={50}
            error={channel in channels ? error("capacity.channels") : undefined}
            disabled={off}
            onInput={(n) => limit(channel, n)}
          />
        ))}
      </div>
    </section>
  );
}
