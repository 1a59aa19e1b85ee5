import { useEffect, useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { Segmented } from "../view/Segmented";
import { t } from "./texts";

/** GET and PUT /me/sending. */
interface Sending {
  /** Null follows the desk. */
  undo_seconds: number | null;
  desk?: number;
}

const CHOICES = [0, 3, 5, 10] as const;

/** For how long one's own replies can be taken back; kept with the account, not with the browser. */
export function UndoTime() {
  const { request, toasts } = useConsole();
  const [sending, setSending] = useState<Sending | null>(null);
  const failed = (thrown: unknown) => {
    const { what, next } = failureText(failureOf(thrown));
    toasts.show("bad", what, next);
  };
  useEffect(() => {
    request<Sending>("GET", "/me/sending").then(setSending, failed);
  }, []);
  const choose = async (value: string) => {
    const before = sending;
    const undo_seconds = value === "desk" ? null : Number(value);
    setSending({ ...before, undo_seconds });
    try {
      setSending(await request<Sending>("PUT", "/me/sending", { undo_seconds }));
    } catch (thrown) {
      setSending(before);
      failed(thrown);
    }
  };
  const own = sending?.undo_seconds;
  const odd = typeof own === "number" && !CHOICES.some((c) => c === own) ? [own] : [];
  return (
    <Segmented
      legend={t("undo_time")}
      hint={t("undo_time_hint")}
      value={sending ? String(own ?? "desk") : ""}
      options={[
        { value: "desk", label: t("undo_desk", { seconds: sending?.desk ?? 5 }) },
        ...[...CHOICES, ...odd].map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t("undo_none") : t("undo_seconds", { seconds }),
        })),
      ]}
      onChange={(value) => void choose(value)}
    />
  );
}
