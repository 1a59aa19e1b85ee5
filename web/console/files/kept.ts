// Files that are attached and not sent, as the browser keeps them over a reload. What came back to be changed joins them, whether
// the part that shows files is there or not.
import type { Attachment } from "../../shared/api";
import { read, type Store, write } from "../core/storage";

export const FILES_PREFIX = "terang.console.files.";
/** The server forgets what was not sent after three days. */
const KEEP_MS = 3 * 86_400_000;

interface Kept {
  at: number;
  files: readonly Attachment[];
}

/** The trays of this page, by key. */
export const trays = new Map<string, { giveBack: (files: readonly Attachment[]) => void }>();

export const keyOf = (agent: string, conversation: string): string =>
  `${FILES_PREFIX}${agent}.${conversation}`;

export function keptFiles(store: Store, key: string): readonly Attachment[] {
  const kept = read(store, key) as Partial<Kept> | undefined;
  const good = typeof kept?.at === "number" && Date.now() - kept.at < KEEP_MS && Array.isArray(kept.files);
  return good ? (kept.files ?? []) : [];
}

export function keepFiles(store: Store, key: string, files: readonly Attachment[]): void {
  if (files.length > 0) write(store, key, { at: Date.now(), files } satisfies Kept);
  else store.removeItem(key);
}

/** Puts files back into an agent's tray of a conversation, each once. */
export function giveFiles(
  store: Store,
  agent: string,
  conversation: string,
  files: readonly Attachment[] | null | undefined,
): void {
  if (!files || files.length === 0) return;
  const key = keyOf(agent, conversation);
  const tray = trays.get(key);
  if (tray) {
    tray.giveBack(files);
    return;
  }
  const had = keptFiles(store, key);
  keepFiles(store, key, [...had, ...files.filter((f) => !had.some((h) => h.id === f.id))]);
}

type Some = readonly Attachment[] | null | undefined;

/** Whether two messages have the same files. */
export const sameFiles = (a: Some, b: Some): boolean =>
  (a ?? []).map((f) => f.id).join() === (b ?? []).map((f) => f.id).join();
