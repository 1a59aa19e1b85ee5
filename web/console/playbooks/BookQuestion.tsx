import { Confirm } from "../room/Confirm";
import { useConsole } from "../view/context";
import { useBook } from "./context";
import { t } from "./texts";

export type Question = "discard" | "switch_off" | "switch_on";

const BUSY = { discard: "discard_busy", switch_off: "switch_busy", switch_on: "switch_busy" } as const;
const DONE = { discard: "discarded", switch_off: "switched_off", switch_on: "switched_on" } as const;

/** One question before something that customers notice, or that cannot be brought back. */
export function BookQuestion({ question, onClose }: { question: Question; onClose: () => void }) {
  const book = useBook();
  const { toasts } = useConsole();
  const run = async () => {
    const failure = await (question === "discard" ? book.discard() : book.switchTo(question === "switch_on"));
    if (!failure) toasts.show("good", t(DONE[question]));
    return failure;
  };
  return (
    <Confirm
      title={t(`${question}_ask`)}
      word={t(question)}
      busyWord={t(BUSY[question])}
      run={run}
      onClose={onClose}
    >
      <p>{t(`${question}_why`, { version: book.detail.held.value.data?.version ?? 0 })}</p>
    </Confirm>
  );
}
