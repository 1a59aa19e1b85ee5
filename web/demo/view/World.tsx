import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { FAULTS, type FaultName } from "../happen";
import { t } from "../texts";
import { useStage } from "./context";
import { Glyph } from "./Glyph";

/** The brand's own world: let something happen in it, or let its system fail. */
export function World() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { world } = useStage();
  useEffect(() => {
    if (!open) return;
    void world.load();
    const away = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("keydown", escaped);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("keydown", escaped);
    };
  }, [open, world]);
  return (
    <div class="world" ref={box}>
      <button
        ref={button}
        type="button"
        class="button"
        data-test="world"
        aria-expanded={open}
        aria-controls="world-panel"
        onClick={() => setOpen(!open)}
      >
        <Glyph name="world" size={18} />
        <span class="control-word">{t("world")}</span>
        {world.fault.value !== "none" && (
          <span class="world-fault" role="img" aria-label={t("world_faulty")} />
        )}
      </button>
      {open && (
        <section id="world-panel" class="world-panel" aria-label={t("world")}>
          <Happenings />
          <Faults />
        </section>
      )}
    </div>
  );
}

// The house's own quiet hours (see consent.go), in the zone of the demo's brands, which has no summer time.
const WIB_MS = 7 * 60 * 60 * 1000;
const QUIET_FROM = 21;
const QUIET_UNTIL = 8;

function night(now: number): boolean {
  const hour = new Date(now + WIB_MS).getUTCHours();
  return hour < QUIET_UNTIL || hour >= QUIET_FROM;
}

function Happenings() {
  const { world, info } = useStage();
  const first = info.customer.name.split(" ")[0] ?? "";
  const { told } = world;
  return (
    <div>
      <h2>{t("happen")}</h2>
      <p class="world-lead">{t("happen_lead", { name: first })}</p>
      {night(Date.now()) && <p class="world-lead">{t("happen_quiet")}</p>}
      <ul class="world-list">
        {world.happenings.value.map((h) => (
          <li key={h.id}>
            <button
              type="button"
              class="button"
              data-test={`happen-${h.id}`}
              aria-disabled={world.busy.value}
              onClick={() => void world.happen(h.id)}
            >
              {h.title[language.value]}
            </button>
          </li>
        ))}
      </ul>
      <p class="world-told" role="status" aria-live="polite" data-test="happened">
        {told.value && (
          <>
            <Icon name={told.value.state === "known" ? "check" : "circle-alert"} size={16} />
            <span>{t(`happened_${told.value.state}`, { about: told.value.about, name: first })}</span>
          </>
        )}
      </p>
    </div>
  );
}

function Faults() {
  const { world } = useStage();
  return (
    <fieldset class="world-faults">
      <legend>{t("fault")}</legend>
      {(Object.keys(FAULTS) as FaultName[]).map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="fault"
            data-test={`fault-${name}`}
            checked={world.fault.value === name}
            onChange={() => void world.setFault(name)}
          />
          {t(`fault_${name}`)}
        </label>
      ))}
    </fieldset>
  );
}
