// What several parts of the page say alike.
import { number } from "../../shared/format";
import { language } from "../../shared/i18n";

export const count = (value: number): string => number(value, language.value);
