// One import at a time: how far it is, and how it ended. It stops when the page goes.
import { useEffect, useRef, useState } from "preact/hooks";
import { language } from "../../shared/i18n";
import { type Failure, failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { bring, type Format } from "./api";
import { createTally, type Tally, type Tallying } from "./tally";
import { t } from "./texts";

export interface Told {
  dryRun: boolean;
  tally: Tally;
  sheet: Tallying["sheet"];
}

export type Run =
  | { kind: "none" }
  /** `expected` are the rows that the try counted, null where nobody has. */
  | (Told & { kind: "running"; expected: number | null })
  | (Told & { kind: "done" })
  | (Told & { kind: "stopped" })
  | (Told & { kind: "failed"; failure: Failure });

/** Asks for the password where the server would: before a file is sent, not after. False gives up. */
export function useProof(): () => Promise<boolean> {
  const { request, confirming } = useConsole();
  return async () =>
    (await request<{ confirmed: boolean }>("GET", "/me/sign-in")).confirmed || confirming.ask();
}

export function useImport() {
  const proven = useProof();
  const [run, setRun] = useState<Run>({ kind: "none" });
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);

  const begin = async (
    files: readonly File[],
    format: Format,
    dryRun: boolean,
    expected: number | null = null,
  ) => {
    const mine = new AbortController();
    const tally = createTally({
      head: [
        t("sheet_file"),
        t("sheet_line"),
        t("sheet_action"),
        t("sheet_kind"),
        t("sheet_id"),
        t("sheet_field"),
        t("sheet_why"),
        t("sheet_next"),
      ],
      same: (contact) => t("looks_like", { contact }),
    });
    const told = (): Told => ({ dryRun, tally: tally.now(), sheet: tally.sheet });
    const show = (next: Run) => {
      if (control.current === mine) setRun(next);
    };
    control.current = mine;
    try {
      if (!(await proven()) || control.current !== mine) return;
      show({ kind: "running", expected, ...told() });
      const { problem } = await bring(files, {
        format,
        dryRun,
        language: language.value,
        stop: mine.signal,
        hear: (rows) => {
          tally.add(rows);
          show({ kind: "running", expected, ...told() });
        },
      });
      show(
        problem
          ? { kind: "failed", failure: { detail: "", retryAfter: null, ...problem }, ...told() }
          : { kind: "done", ...told() },
      );
    } catch (thrown) {
      const failure = failureOf(thrown);
      show(
        failure.code === "stopped" ? { kind: "stopped", ...told() } : { kind: "failed", failure, ...told() },
      );
    }
  };

  return {
    run,
    begin,
    stop: () => control.current?.abort(),
    /** What the last one told is about other files. */
    forget: () => {
      control.current?.abort();
      control.current = null;
      setRun({ kind: "none" });
    },
  };
}
