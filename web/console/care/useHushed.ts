import { useConsole } from "../view/context";
import { hush, wordsOf } from "./hush";
import { t } from "./texts";

/** What is told of a conversation, without the words of messages that are folded in it. */
export function useHushed<T>(id: string, value: T): T {
  const { care, threads } = useConsole();
  return hush(value, wordsOf(threads.get(id).value.messages, care.folded), t("folded"));
}
