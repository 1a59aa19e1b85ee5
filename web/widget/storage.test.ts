import { describe, expect, it } from "vitest";
import { openStore } from "./storage";

/** A browser's storage that takes `room` characters. */
function area(room: number): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (i: number) => [...map.keys()][i] ?? null,
    getItem: (k: string) => map.get(k) ?? null,
    setItem: (k: string, v: string) => {
      if (v.length > room) throw new DOMException("full", "QuotaExceededError");
      map.set(k, v);
    },
    removeItem: (k: string) => void map.delete(k),
    clear: () => map.clear(),
  } as Storage;
}

describe("openStore", () => {
  it("keeps values in the browser's storage, in the order of their keys", () => {
    const storage = area(1000);
    const store = openStore(() => storage);
    store.set("a:2", { n: 2 });
    store.set("a:1", { n: 1 });
    store.set("b:1", true);
    expect(openStore(() => storage).keys("a:")).toEqual(["a:1", "a:2"]);
    expect(store.get("a:2")).toEqual({ n: 2 });
    store.remove("a:2");
    expect(store.get("a:2")).toBeUndefined();
  });

  it("falls back to memory where the browser refuses", () => {
    const store = openStore(() => {
      throw new DOMException("no", "SecurityError");
    });
    store.set("a", 1);
    expect(store.get("a")).toBe(1);
    expect(store.keys("")).toEqual(["a"]);
    store.remove("a");
    expect(store.keys("")).toEqual([]);
  });

  it("keeps in memory what does not fit, and the newer value wins", () => {
    const store = openStore(() => area(10));
    store.set("a", "ok");
    store.set("a", "much too long for it");
    expect(store.get("a")).toBe("much too long for it");
    store.set("a", "short");
    expect(store.get("a")).toBe("short");
  });

  it("takes damaged values for none", () => {
    const storage = area(100);
    storage.setItem("a", "{half");
    expect(openStore(() => storage).get("a")).toBeUndefined();
  });
});
