// What this browser remembers: preferences, drafts, unsent messages, cards that were read. Storage may be
// forbidden or full; then the page works on and only forgets.

/** The part of Web Storage that is used. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** A storage that lives as long as the page: where the browser refuses one, and in tests. */
export function memoryStore(): Store {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    key: (index) => [...held.keys()][index] ?? null,
    get length() {
      return held.size;
    },
  };
}

/** The browser's storage, or a passing one where it is forbidden. */
export function browserStore(): Store {
  try {
    localStorage.setItem("terang.console.probe", "1");
    localStorage.removeItem("terang.console.probe");
    return localStorage;
  } catch {
    return memoryStore();
  }
}

/** Reads JSON; anything unreadable is as if it were not there. */
export function read(store: Store, key: string): unknown {
  try {
    const text = store.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes JSON; a full store loses the write, not the page. */
export function write(store: Store, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden.
  }
}

/** Every key that begins with prefix. */
export function keysWith(store: Store, prefix: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < store.length; i++) {
    const key = store.key(i);
    if (key?.startsWith(prefix)) found.push(key);
  }
  return found;
}
