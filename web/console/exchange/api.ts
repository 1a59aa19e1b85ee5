// The calls of /api/v1/imports and their shapes, as in httpapi/move.go and the package move.
import { ApiError, refusal } from "../core/http";

/** What the files are; the names are those of `terang import`. */
export const FORMATS = [
  "chatwoot",
  "zendesk",
  "intercom",
  "csv-contacts",
  "csv-conversations",
  "csv-articles",
  "terang",
] as const;
export type Format = (typeof FORMATS)[number];

export type Action = "create" | "same" | "update" | "refused";

/** What became of one row, or in a dry run what would. */
export interface Row {
  file: string;
  line: number;
  kind?: string;
  id?: string;
  action: Action;
  problem?: { code: string; field?: string };
  /** What is wrong, and what to do, in the reader's language. */
  what?: string;
  next?: string;
  notes?: { code: string; what: string }[];
  /** The contact that has the same number or address. */
  duplicate_of?: string;
}

export interface Summary {
  rows: number;
  counts: Record<string, Partial<Record<Action, number>>>;
  duplicates: number;
  dry_run: boolean;
}

/** How an import ended; `problem` says why it stopped before the files' end. */
export interface End {
  summary: Summary;
  problem?: { status: number; code: string; title: string; detail?: string };
}

interface Ask {
  format: Format;
  dryRun: boolean;
  language: string;
  /** Is told of rows as they become known, in their order. */
  hear: (rows: readonly Row[]) => void;
  stop: AbortSignal;
}

const gone = (code: string) => new ApiError({ status: 0, code, title: "", detail: "", retryAfter: null });

/** Sends files, and tells what becomes of their rows while that is found out. An answer without an end throws "broken_off". */
export async function bring(files: readonly File[], ask: Ask): Promise<End> {
  const body = new FormData();
  for (const file of files) body.append("file", file, file.name);
  const query = new URLSearchParams({ format: ask.format, dry_run: String(ask.dryRun) });
  let response: Response;
  try {
    response = await fetch(`/api/v1/imports?${query}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/x-ndjson", "Accept-Language": ask.language },
      signal: ask.stop,
      body,
    });
  } catch {
    throw gone(ask.stop.aborted ? "stopped" : "offline");
  }
  if (!response.ok || !response.body) throw await refusal(response);
  const end = await readLines(response.body, ask.hear, ask.stop);
  if (!end) throw gone(ask.stop.aborted ? "stopped" : "broken_off");
  return end;
}

/** Reads JSON Lines as they come: rows, and one end; null where the end is missing. */
export async function readLines(
  body: ReadableStream<Uint8Array>,
  hear: (rows: readonly Row[]) => void,
  stop?: AbortSignal,
): Promise<End | null> {
  const reader = body.getReader();
  const words = new TextDecoder();
  let rest = "";
  let end: End | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? words.decode() : words.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      const rows: Row[] = [];
      for (const line of lines) {
        const read = JSON.parse(line) as Row | End;
        if ("summary" in read) end = read;
        else rows.push(read);
      }
      if (rows.length > 0) hear(rows);
      if (done) return end;
    }
  } catch {
    return stop?.aborted ? null : end;
  }
}
