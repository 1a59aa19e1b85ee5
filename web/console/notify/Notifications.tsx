import { useRef, useState } from "preact/hooks";
import { dayClock } from "../../shared/format";
import { Listing, Page } from "../settings/Page";
import { useLoad } from "../settings/useLoad";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Segmented } from "../view/Segmented";
import { Switch } from "../view/Switch";
import { Install } from "./Install";
import { allowed, type Reach } from "./push";
import { type Browser, isQuiet, type Notifications as Now, type Setting } from "./setting";
import { watching } from "./start";
import { t } from "./texts";
import { known, reach } from "./watch";
import "./notify.css";

/** What calls a person while they do not look, and when. */
export function Notifications() {
  const { request } = useConsole();
  const list = useLoad(async () => {
    known.value = await request<Now>("GET", "/me/notifications");
    return true;
  });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Here />
      <Listing list={list}>{() => known.value && <Chosen now={known.value} />}</Listing>
      <Install />
    </Page>
  );
}

/** How this browser stands, as it is now: a permission may be taken back in the browser's own settings. */
function standing(on: boolean): Reach {
  const can = allowed();
  if (can === "insecure" || can === "unsupported" || can === "denied") return can;
  return on && can === "granted" ? (reach.value === "off" ? "open" : reach.value) : "off";
}

function Here() {
  const { prefs, prefer, request, toasts } = useConsole();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  /** What was chosen, until the browser and the server have agreed. */
  const [chosen, setChosen] = useState<boolean | null>(null);
  const p = prefs.value;
  const state = standing(p.notify);
  const cannot = state === "insecure" || state === "unsupported" || state === "denied";

  const setOn = async (on: boolean) => {
    if (busy) return;
    setSaid("");
    setBusy(true);
    setChosen(on);
    try {
      if (!on) await watching()?.off();
      else if ((await Notification.requestPermission()) === "granted") {
        prefer({ notify: true });
        await watching()?.settle();
      } else prefer({ notify: false });
    } catch {
      toasts.show("bad", t("save_failed"), t("safe"));
    }
    setChosen(null);
    setBusy(false);
  };
  const test = async () => {
    setBusy(true);
    try {
      if (state === "on") {
        const { status } = await request<{ status: number }>("POST", "/me/notifications/test");
        setSaid(
          status === 0 ? t("test_silent") : status < 300 ? t("test_sent") : t("test_failed", { status }),
        );
      } else {
        await watching()?.test();
        setSaid(t("test_here"));
      }
    } catch {
      setSaid(t("test_silent"));
    }
    setBusy(false);
  };

  return (
    <section class="card" aria-labelledby="notify-here">
      <h2 id="notify-here">{t("device")}</h2>
      <Switch
        label={t("device_on")}
        hint={t("device_hint")}
        on={!cannot && (chosen ?? p.notify)}
        onChange={(on) => void setOn(on)}
      />
      <div class="notify-state" data-state={state} role="status">
        <Glyph
          name={state === "on" || state === "open" ? "circle-check" : cannot ? "info" : "bell"}
          size={20}
        />
        <div>
          <p>{t(`state_${state}`)}</p>
          {state !== "off" && <p class="soft">{t(`state_${state}_how`)}</p>}
          {said && <p class="soft">{said}</p>}
        </div>
        {(state === "on" || state === "open") && (
          <button type="button" class="button" disabled={busy} onClick={() => void test()}>
            {t("test")}
          </button>
        )}
      </div>
      <Switch
        label={t("sound")}
        hint={t("sound_hint")}
        on={p.sound}
        onChange={(sound) => prefer({ sound })}
      />
    </section>
  );
}

function Chosen({ now }: { now: Now }) {
  const { request, toasts, clock } = useConsole();
  const { setting } = now;
  const { quiet } = setting;

  /** Each saving carries all that was chosen, so only the newest answer counts. */
  const turn = useRef(0);
  const save = async (patch: Partial<Setting>) => {
    const before = known.peek();
    if (!before) return;
    const mine = ++turn.current;
    const next = { ...before.setting, ...patch };
    known.value = { ...before, setting: next };
    try {
      const now = await request<Now>("PUT", "/me/notifications", next);
      if (mine === turn.current) known.value = now;
    } catch {
      if (mine === turn.current) known.value = before;
      toasts.show("bad", t("save_failed"), t("safe"));
    }
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || quiet.zone;
  const hours = (patch: Partial<Setting["quiet"]>) => void save({ quiet: { ...quiet, zone, ...patch } });

  return (
    <>
      <section class="card" aria-labelledby="notify-what">
        <h2 id="notify-what">{t("what")}</h2>
        <Switch
          label={t("what_waiting")}
          hint={t("what_waiting_hint")}
          on={setting.waiting}
          onChange={(waiting) => void save({ waiting })}
        />
        <Switch label={t("what_reply")} on={setting.reply} onChange={(reply) => void save({ reply })} />
        <Switch
          label={t("what_promise")}
          on={setting.promise}
          onChange={(promise) => void save({ promise })}
        />
        <Switch
          label={t("what_mention")}
          on={setting.mention}
          onChange={(mention) => void save({ mention })}
        />
        <Segmented<Setting["detail"]>
          legend={t("detail")}
          value={setting.detail}
          options={[
            { value: "kind", label: t("detail_kind") },
            { value: "name", label: t("detail_name") },
            { value: "words", label: t("detail_words") },
          ]}
          hint={t("detail_hint")}
          onChange={(detail) => void save({ detail })}
        />
      </section>
      <section class="card" aria-labelledby="notify-when">
        <h2 id="notify-when">{t("when")}</h2>
        <Switch label={t("quiet_on")} hint={t("quiet_hint")} on={quiet.on} onChange={(on) => hours({ on })} />
        {quiet.on && (
          <>
            <div class="notify-hours">
              <Hour label={t("quiet_from")} value={quiet.from} onChange={(from) => hours({ from })} />
              <Hour label={t("quiet_to")} value={quiet.to} onChange={(to) => hours({ to })} />
            </div>
            <p class="field-hint" role="status">
              {t("quiet_zone", { zone: quiet.zone })}.{" "}
              {quiet.from === quiet.to
                ? t("quiet_same")
                : isQuiet(quiet, new Date(clock.value))
                  ? t("quiet_now")
                  : ""}
            </p>
          </>
        )}
      </section>
      <Devices browsers={now.browsers} />
    </>
  );
}

function Hour({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        type="time"
        class="input"
        value={value}
        required
        onChange={(event) => {
          const typed = event.currentTarget.value.slice(0, 5);
          if (/^\d\d:\d\d$/.test(typed)) onChange(typed);
        }}
      />
    </label>
  );
}

function Devices({ browsers }: { browsers: readonly Browser[] }) {
  const { prefs, clock } = useConsole();
  const date = (at: string) => dayClock(at, prefs.value.language, clock.value);
  return (
    <section class="card" aria-labelledby="notify-devices">
      <h2 id="notify-devices">{t("devices")}</h2>
      {browsers.length === 0 ? (
        <p class="soft">{t("devices_none")}</p>
      ) : (
        <ul class="notify-devices">
          {browsers.map((b) => (
            <li key={b.id}>
              <Glyph name="monitor" size={18} />
              <span>
                {b.device || "?"} {b.here && <span class="tag">{t("devices_here")}</span>}
                <span class="soft">
                  {t("devices_since", { date: date(b.created_at) })} ·{" "}
                  {b.pushed_at ? t("devices_last", { date: date(b.pushed_at) }) : t("devices_never")}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="field-hint">{t("devices_hint")}</p>
    </section>
  );
}
