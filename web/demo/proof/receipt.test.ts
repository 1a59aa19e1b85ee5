import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Bytes, climb, type Edge, EMPTY, equal, parseHash, push, root } from "./merkle";
import { parseCheckpoint, parseKey, signedBy } from "./note";
import { parseReceipt, verify } from "./receipt";

// Written by package provenance/receipt: leaf 7 of a log of 21.
const load = (name: string) => readFileSync(new URL(`./testdata/${name}`, import.meta.url), "utf8");
const receipt = load("receipt.txt");
const erased = load("erased.txt");
const roots = JSON.parse(load("roots.json")) as { size: number; root: string; leaf: string }[];
const key = /^key (.*)$/m.exec(receipt)?.[1] ?? "";
const hash = (text: string): Bytes => {
  const bytes = parseHash(text);
  if (!bytes) throw new Error(text);
  return bytes;
};

describe("the tree", () => {
  it("has the same root as the server's at every size", async () => {
    let edge: Edge = EMPTY;
    for (const at of roots) {
      edge = await push(edge, hash(at.leaf));
      expect(edge.size).toBe(at.size);
      expect(equal(await root(edge), hash(at.root))).toBe(true);
    }
  });

  it("refuses paths of a wrong length", async () => {
    const leaf = hash(roots[0]?.leaf ?? "");
    expect(await climb(leaf, 0, 1, [])).toEqual(leaf);
    expect(await climb(leaf, 0, 1, [leaf])).toBeNull();
    expect(await climb(leaf, 0, 2, [])).toBeNull();
    expect(await climb(leaf, 2, 2, [leaf])).toBeNull();
  });
});

describe("a receipt", () => {
  it("holds", async () => {
    const report = await verify(receipt, key);
    expect(report).toMatchObject({
      ok: true,
      failed: null,
      signature: "yes",
      index: 7,
      size: 21,
      erased: false,
    });
    expect(report.text).toBe("Pesanan TRG-1042 sedang dikirim.");
    expect(report.statement?.author).toEqual({ kind: "ai", model: "ngram@3fa1", prompt: "order_status@1" });
  });

  it("holds with the line ends of Windows", async () => {
    expect((await verify(receipt.replaceAll("\n", "\r\n"), key)).ok).toBe(true);
  });

  it("still proves that something was logged once the contact was erased", async () => {
    expect(await verify(erased, key)).toMatchObject({ ok: true, erased: true, text: "" });
  });

  it("does not hold with any character changed", async () => {
    // The key line is for whoever has no better source; here the log's key is given.
    const ownKey = receipt.indexOf("\nkey ") + 1;
    const letters = "AaBbZz019+/=- \n";
    for (let at = 0; at < receipt.length; at += 7) {
      const letter = letters[at % letters.length] ?? "A";
      if (receipt[at] === letter || (at >= ownKey && at <= ownKey + 4 + key.length)) continue;
      const changed = receipt.slice(0, at) + letter + receipt.slice(at + 1);
      expect((await verify(changed, key)).ok, `at ${at}: ${JSON.stringify(receipt[at])}`).toBe(false);
    }
  });

  it("says what does not hold", async () => {
    const line = (name: string) => new RegExp(`^${name} .*$`, "m");
    const body = `body ${btoa('{"text":"lain"}')}`;
    expect((await verify(receipt.replace(line("body"), body), key)).failed).toBe("body");
    expect((await verify(receipt.replace("index 7", "index 8"), key)).failed).toBe("in_log");
    expect((await verify(receipt.replace("\n21\n", "\n22\n"), key)).failed).toBe("signature");
    expect((await verify(receipt.slice(0, -5), key)).failed).toBe("malformed");
    expect((await verify("", key)).failed).toBe("malformed");
  });

  it("is read only in its own form", () => {
    expect(parseReceipt(receipt)?.path).toHaveLength(5);
    expect(parseReceipt(receipt.replace("end\n", "end\nmore\n"))).toBeNull();
    expect(parseReceipt(`${receipt}${receipt}`)).toBeNull();
  });
});

describe("a signed note", () => {
  it("is signed by its key and no other", async () => {
    const note = parseReceipt(receipt)?.checkpoint ?? "";
    const log = await parseKey(key);
    expect(parseCheckpoint(note)).toMatchObject({ origin: "terang.example/log/ws_1", size: 21 });
    expect(log && (await signedBy(note, log))).toBe("yes");
    expect(log && (await signedBy(note, { ...log, id: "00000000" }))).toBe("no");
    expect(await parseKey(key.replace("terang", "torang"))).toBeNull();
  });
});
