// A second copy of what must not be lost: half-written drafts, attached files and unsent messages. Browsers write local storage to disk some
// seconds late, so that a crash of the whole browser takes the last words; a strict transaction of IndexedDB is on disk when
// it is done. Local storage stays what everybody reads; the copy is only looked at when a page begins.
import { OUTBOX_KEY, restored } from "../core/outbox";
import type { Store } from "../core/storage";
import { FILES_PREFIX } from "../files/kept";

const NAME = "terang.console";
const TABLE = "kept";
/** Words typed within this time are one write. */
const PAUSE_MS = 200;
/** A page does not wait longer for the copy. */
const PATIENCE_MS = 400;
const KEEP_MS = 14 * 86_400_000;
const KEEP_GONE_MS = 86_400_000;

/** One key as it was last; `value` is null once it was removed. */
export interface Kept {
  key: string;
  value: string | null;
  at: number;
}

const kept = (key: string): boolean =>
  key.startsWith("terang.console.draft.") || key.startsWith(FILES_PREFIX) || key === OUTBOX_KEY;

function whenOf(value: string | null): number {
  try {
    const { at } = JSON.parse(value ?? "null") as { at?: unknown };
    return typeof at === "number" ? at : 0;
  } catch {
    return 0;
  }
}

function listOf(value: string | null) {
  try {
    return restored(JSON.parse(value ?? "null"));
  } catch {
    return [];
  }
}

/**
 * What a key is, of the page's own storage and its copy; undefined where the storage has it right. A draft, or a tray of files, is the newer of
 * both. Of unsent messages all count: each goes out under its own id, so that one that was sent is not sent again.
 */
export function mended(own: string | null, copy: Kept): string | null | undefined {
  if (copy.key === OUTBOX_KEY) {
    const mine = listOf(own);
    const lost = listOf(copy.value).filter((p) => !mine.some((q) => q.clientId === p.clientId));
    return lost.length > 0 ? JSON.stringify([...lost, ...mine]) : undefined;
  }
  if (copy.value === null) return own !== null && whenOf(own) < copy.at ? null : undefined;
  return whenOf(copy.value) > whenOf(own) ? copy.value : undefined;
}

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** A storage whose drafts and unsent messages have a copy; resolves once what a crash took is back. */
export async function safeStore(store: Store, factory: IDBFactory | undefined): Promise<Store> {
  if (!factory) return store;
  const database = opened(factory);
  database.catch(() => {});
  const pending = new Map<string, Kept>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = async () => {
    timer = undefined;
    const all = [...pending.values()];
    pending.clear();
    try {
      const table = (await database)
        .transaction(TABLE, "readwrite", { durability: "strict" })
        .objectStore(TABLE);
      for (const one of all) table.put(one);
    } catch {
      // No copy: local storage has it.
    }
  };
  const keep = (key: string, value: string | null) => {
    if (!kept(key)) return;
    pending.set(key, { key, value, at: Date.now() });
    if (timer === undefined) timer = setTimeout(() => void flush(), PAUSE_MS);
  };
  const restore = async () => {
    const table = (await database).transaction(TABLE, "readwrite").objectStore(TABLE);
    const all = await new Promise<Kept[]>((done, fail) => {
      const request = table.getAll();
      request.onsuccess = () => done(request.result as Kept[]);
      request.onerror = () => fail(request.error);
    });
    for (const copy of all) {
      const age = Date.now() - copy.at;
      if (age > (copy.value === null ? KEEP_GONE_MS : KEEP_MS)) {
        table.delete(copy.key);
        continue;
      }
      const value = mended(store.getItem(copy.key), copy);
      if (value === null) store.removeItem(copy.key);
      else if (value !== undefined) store.setItem(copy.key, value);
    }
  };
  const late = new Promise<void>((done) => setTimeout(done, PATIENCE_MS));
  await Promise.race([restore().catch(() => {}), late]);
  return {
    getItem: (key) => store.getItem(key),
    setItem: (key, value) => {
      store.setItem(key, value);
      keep(key, value);
    },
    removeItem: (key) => {
      store.removeItem(key);
      keep(key, null);
    },
    key: (index) => store.key(index),
    get length() {
      return store.length;
    },
  };
}
