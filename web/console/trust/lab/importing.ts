// What is told about an import: what of the file can be known before it is sent, and what the server found. Pure.

/** More than this is refused at once. */
export const MAX_BYTES = 64 * 1024 * 1024;
const MAX_NAME = 80;

export interface FileLike {
  name: string;
  size: number;
}

/** Why a file need not be sent, as the key of its words; null where it may be. */
export function unfit(file: FileLike): "import_empty" | "import_large" | null {
  if (file.size === 0) return "import_empty";
  return file.size > MAX_BYTES ? "import_large" : null;
}

/** "minggu lalu.jsonl" is called "minggu lalu". */
export function nameFor(file: FileLike): string {
  const bare = file.name.replace(/\.(jsonl?|ndjson|txt)$/i, "").trim();
  return [...(bare || file.name)].slice(0, MAX_NAME).join("");
}

export interface Fault {
  /** null where the server named none. */
  line: number | null;
  message: string;
}

const LINE = /\bline[ .:[]*(\d+)\]?:?\s*/i;

/** The faults that a refusal names, in the order of the file. */
export function faults(problem: unknown): Fault[] {
  const errors = (problem as { errors?: unknown } | null | undefined)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors
    .flatMap((error: unknown): Fault[] => {
      const { location, message, line } = (error ?? {}) as Record<string, unknown>;
      if (typeof message !== "string" || !message) return [];
      const named = typeof line === "number" ? line : LINE.exec(String(location ?? ""))?.[1];
      const inside = named === undefined ? LINE.exec(message)?.[1] : undefined;
      const at = Number(named ?? inside);
      return [
        {
          line: Number.isInteger(at) && at > 0 ? at : null,
          message: inside !== undefined ? message.replace(LINE, "") : message,
        },
      ];
    })
    .sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER));
}
