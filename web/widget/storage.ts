// What the widget keeps on the device: the session token, messages not yet sent, a glimpse of the talk.
// Where the browser refuses storage (private windows, blocked third parties, full disk) it lives in memory.

/** A small map from key to JSON value. */
export interface Store {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  /** The keys that begin with prefix, in their order. */
  keys(prefix: string): string[];
}

/** A store on `area()`; anything that it refuses stays in memory until the page goes. */
export function openStore(area: () => Storage): Store {
  const memory = new Map<string, string>();
  let storage: Storage | undefined;
  try {
    storage = area();
    const probe = "terang:probe";
    storage.setItem(probe, "1");
    storage.removeItem(probe);
  } catch {
    storage = undefined;
  }
  return {
    get<T>(key: string): T | undefined {
      const raw = memory.get(key) ?? storage?.getItem(key) ?? undefined;
      if (raw === undefined) return undefined;
      try {
        return JSON.parse(raw) as T;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      const raw = JSON.stringify(value);
      try {
        if (!storage) throw new Error("no storage");
        storage.setItem(key, raw);
        memory.delete(key);
      } catch {
        memory.set(key, raw);
      }
    },
    remove(key) {
      memory.delete(key);
      storage?.removeItem(key);
    },
    keys(prefix) {
      const found = new Set(memory.keys());
      for (let i = 0; i < (storage?.length ?? 0); i++) {
        const key = storage?.key(i);
        if (key) found.add(key);
      }
      return [...found].filter((k) => k.startsWith(prefix)).sort();
    },
  };
}

/** Runs `work` while no other tab runs work of the same name; without Web Locks it just runs. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** The browser's locks, where it has them. */
export function browserLock(): Lock {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  // A page in a frame without storage access may have locks that refuse.
  return async (name, work) => {
    if (!locks) return work();
    let started = false;
    try {
      return await (locks.request(name, () => {
        started = true;
        return work();
      }) as ReturnType<typeof work>);
    } catch (error) {
      if (started) throw error;
      return work();
    }
  };
}
