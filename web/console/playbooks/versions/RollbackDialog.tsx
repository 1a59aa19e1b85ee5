import { useState } from "preact/hooks";
import { Confirm } from "../../room/Confirm";
import type { BookVersion } from "../api";
import type { Refusal } from "../book";
import { useBook } from "../context";
import { t } from "../texts";
import { RefusalView } from "./RefusalView";

/** One question before an older text answers customers again. */
export function RollbackDialog({ version, onClose }: { version: BookVersion; onClose: () => void }) {
  const book = useBook();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = async () => {
    const refused = await book.rollback(version.version);
    setRefusal(refused);
    return refused?.failure ?? null;
  };
  return (
    <Confirm
      title={t("back_ask", { version: version.version })}
      word={t("back_go")}
      busyWord={t("back_busy")}
      run={run}
      onClose={onClose}
    >
      <p>{t("back_why")}</p>
      {book.detail.held.value.data?.draft && <p class="soft">{t("back_draft")}</p>}
      {refusal && <RefusalView refusal={refusal} />}
    </Confirm>
  );
}
