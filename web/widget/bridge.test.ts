import { describe, expect, it } from "vitest";
import { connect, type FromLoader, isOrigin } from "./bridge";

/** The two windows that the bridge stands between. */
function frames() {
  const said: [unknown, string][] = [];
  const parent = { postMessage: (data: unknown, origin: string) => said.push([data, origin]) };
  let listener: ((event: unknown) => void) | undefined;
  const page = { parent, addEventListener: (_: string, l: typeof listener) => (listener = l) };
  return {
    page: page as unknown as Window,
    parent,
    said,
    send: (origin: string, source: unknown, data: unknown) => listener?.({ origin, source, data }),
  };
}

describe("connect", () => {
  it("tells only the origin of the page that holds the frame", () => {
    const f = frames();
    connect(f.page, "https://shop.example", () => undefined)?.tell({ terang: "close" });
    expect(f.said).toEqual([[{ terang: "close" }, "https://shop.example"]]);
  });

  it("hears only that origin, and only the parent window", () => {
    const f = frames();
    const heard: FromLoader[] = [];
    connect(f.page, "https://shop.example", (m) => heard.push(m));
    f.send("https://evil.example", f.parent, { terang: "close" });
    f.send("https://shop.example", {}, { terang: "close" });
    f.send("https://shop.example", f.parent, "close");
    f.send("https://shop.example", f.parent, null);
    expect(heard).toEqual([]);
    f.send("https://shop.example", f.parent, { terang: "open" });
    expect(heard).toEqual([{ terang: "open" }]);
  });

  it("stays silent without a proper origin, and alone in a tab", () => {
    const f = frames();
    for (const host of [
      null,
      "*",
      "null",
      "https://shop.example/",
      "https://shop.example/x",
      "javascript:1",
    ]) {
      expect(isOrigin(host)).toBe(false);
      expect(connect(f.page, host, () => undefined)).toBeUndefined();
    }
    const alone = { addEventListener: () => undefined } as unknown as Window & { parent: Window };
    Object.assign(alone, { parent: alone });
    expect(connect(alone, "https://shop.example", () => undefined)).toBeUndefined();
  });
});
