// What a keyboard command is called; those of the list have their words here, the others in the console's texts.
import type { Language } from "../../shared/i18n";
import type { Command } from "../core/keys";
import { t as common } from "../texts";
import { t, texts } from "./texts";

type Own = Extract<keyof typeof texts.id, `key_${string}`>;
type OwnCommand = Own extends `key_${infer C}` ? C : never;

const isOwn = (command: Command): command is Command & OwnCommand =>
  Object.hasOwn(texts.id, `key_${command}`);

/** In the page's language where none is given. */
export const keyWord = (command: Command, lang?: Language): string =>
  isOwn(command)
    ? t(`key_${command}`, undefined, lang)
    : common(`key_${command as Exclude<Command, OwnCommand>}`, undefined, lang);
