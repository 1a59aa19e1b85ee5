// The parts of a setting and their values, as people read them.
import type { Language } from "../../shared/i18n";
import { stretch } from "../desk/clock";
import type { Setting } from "./api";
import { type Part, partOf } from "./setting";
import { t } from "./texts";

export const partWord = (part: Part): string => t(part);

/** The value of a part in words: "20 dtk", "Ditawarkan", "Keuangan, Teknis". */
export function valueWord(s: Setting, part: Part, lang: Language): string {
  switch (part) {
    case "mode":
      return t(`mode_${s.mode}`);
    case "level":
      return `${s.level}%`;
    case "teams":
      return s.teams.map((team) => team.name).join(", ") || "–";
    case "hours":
      return s.hours ? s.hours.text[lang] || t("hours_always") : t("hours_of_file");
    case "capacity.total":
      return String(s.capacity.total);
    case "capacity.channels":
      return (
        Object.entries(s.capacity.channels ?? {})
          .map(([channel, n]) => `${channel} ${n}`)
          .join(", ") || "–"
      );
    default: {
      const seconds = Number(partOf(s, part));
      return seconds === 0 ? t("never") : stretch(seconds * 1000, lang);
    }
  }
}
