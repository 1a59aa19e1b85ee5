import { t } from "../texts";
import { useStage } from "./context";

/** Which brand's world is shown: one choice of a few, by mouse, touch or arrow keys. */
export function Brands({ onChoose }: { onChoose: (id: string) => void }) {
  const { info } = useStage();
  return (
    <fieldset class="brands" data-test="brands">
      <legend class="visually-hidden">{t("brand")}</legend>
      {info.brands.map((brand) => (
        <label key={brand.id} class="brand-choice">
          <input
            type="radio"
            name="brand"
            class="visually-hidden"
            value={brand.id}
            checked={brand.id === info.id}
            onChange={() => onChoose(brand.id)}
          />
          <span>{brand.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
