import { useId } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { Glyph } from "../view/Glyph";
import { t } from "./texts";

interface Props {
  label: string;
  value: string;
  onInput: (value: string) => void;
}

/** Seeks by words; "/" leads here, as it leads to the search of the inbox. */
export function SearchField({ label, value, onInput }: Props) {
  const id = useId();
  return (
    <div class="seek field">
      <label class="visually-hidden" for={`search-${id}`}>
        {label}
      </label>
      <span class="seek-icon">
        <Glyph name="search" size={18} />
      </span>
      <div class="field-line">
        <input
          id={`search-${id}`}
          type="search"
          data-search
          autoComplete="off"
          spellcheck={false}
          maxLength={200}
          placeholder={label}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {value !== "" && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("search_clear")}
            onClick={() => onInput("")}
          >
            <Icon name="x" size={18} />
          </button>
        )}
      </div>
    </div>
  );
}
