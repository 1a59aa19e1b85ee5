// What was shown, known to every tab and to the service worker: a row of IndexedDB per occasion. Adding a row that is there
// fails, whoever tries, so one of them shows it; who began and did not finish (its tab was closed) is overtaken.

/** Someone who claimed and has not shown it by then is gone. */
const TAKES_MS = 1200;
/** How long a key is remembered. */
const KEPT_MS = 3 * 24 * 3600_000;

interface Claim {
  key: string;
  at: number;
  done: boolean;
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open("terang.notify", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("shown", { keyPath: "key" }).createIndex("at", "at");
  };
  return asked(request);
}

/** The ledger of this browser. Where it has no storage, what this page showed is remembered. */
export function createLedger(factory: IDBFactory | undefined, now: () => number) {
  const here = new Set<string>();
  let opened: Promise<IDBDatabase> | null = null;
  const rows = async () => {
    if (!factory) throw new Error("notify: no storage");
    opened ??= open(factory);
    return (await opened).transaction("shown", "readwrite").objectStore("shown");
  };
  return {
    /** Whether the caller is to show it: nobody has, and nobody is about to. */
    async claim(key: string): Promise<boolean> {
      try {
        const store = await rows();
        const held = (await asked(store.get(key))) as Claim | undefined;
        if (held && (held.done || now() - held.at < TAKES_MS)) return false;
        await asked(store.put({ key, at: now(), done: false } satisfies Claim));
        return true;
      } catch {
        opened = null;
        if (here.has(key)) return false;
        here.add(key);
        return true;
      }
    },
    /** It was shown. */
    async done(key: string): Promise<void> {
      try {
        const store = await rows();
        await asked(store.put({ key, at: now(), done: true } satisfies Claim));
        const old = store.index("at").openKeyCursor(IDBKeyRange.upperBound(now() - KEPT_MS));
        old.onsuccess = () => {
          const cursor = old.result;
          if (!cursor) return;
          store.delete(cursor.primaryKey);
          cursor.continue();
        };
      } catch {
        opened = null;
      }
    },
    /** After how long a claim that was lost is tried again. */
    again: TAKES_MS + 300,
  };
}

export type Ledger = ReturnType<typeof createLedger>;
