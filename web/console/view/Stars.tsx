import { t } from "../texts";
import { Glyph } from "./Glyph";

/** A score of five: filled stars, and the number in words. */
export function Stars({ score }: { score: number }) {
  return (
    <p class="stars">
      <span aria-hidden="true">
        {[1, 2, 3, 4, 5].map((n) => (
          <span key={n} data-on={n <= score}>
            <Glyph name="star" size={18} />
          </span>
        ))}
      </span>
      <strong>{t("survey_score", { score })}</strong>
    </p>
  );
}
