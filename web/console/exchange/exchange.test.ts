import { describe, expect, it } from "vitest";
import { type Row, readLines } from "./api";
import { createTally, reasons, SHOWN } from "./tally";

const row = (line: number, more: Partial<Row> = {}): Row => ({
  file: "kontak.csv",
  line,
  kind: "contact",
  id: String(line),
  action: "create",
  ...more,
});
const refused = (line: number) =>
  row(line, {
    action: "refused",
    problem: { code: "columns", field: "nama" },
    what: "jumlah kolom berbeda",
    next: "Beri tanda kutip.",
  });
const words = { head: ["berkas", "baris"], same: (contact: string) => `mirip ${contact}` };

/** A body that comes in pieces of some bytes, wherever they part a letter. */
function inPieces(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(out) {
      if (at >= bytes.length) return out.close();
      out.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

describe("the answer of an import", () => {
  const end = { summary: { rows: 2, counts: {}, duplicates: 0, dry_run: true } };
  const text = [row(2, { what: "—ë–" }), refused(3), end].map((one) => `${JSON.stringify(one)}\n`).join("");

  it.each([1, 7, 4096])("is read line by line in pieces of %i bytes", async (size) => {
    const heard: Row[] = [];
    expect(await readLines(inPieces(text, size), (rows) => heard.push(...rows))).toEqual(end);
    expect(heard).toEqual([row(2, { what: "—ë–" }), refused(3)]);
  });

  it("has no end where it was broken off", async () => {
    const heard: Row[] = [];
    const broken = text.slice(0, text.indexOf('{"summary"') + 5);
    expect(await readLines(inPieces(broken, 64), (rows) => heard.push(...rows))).toBeNull();
    expect(heard).toHaveLength(2);
  });
});

describe("the tally of an import", () => {
  it("counts by kind and outcome, in the order in which people think of them", () => {
    const tally = createTally(words);
    tally.add([
      row(2, { kind: "message" }),
      row(3),
      row(4, { action: "same" }),
      row(5, { kind: "trust_turn" }),
    ]);
    tally.add([{ file: "kontak.csv", line: 6, action: "refused" }]);
    const { rows, total, kinds } = tally.now();
    expect(rows).toBe(5);
    expect(total).toEqual({ create: 3, update: 0, same: 1, refused: 1 });
    expect([...kinds.keys()]).toEqual(["contact", "message", "other", ""]);
    expect(kinds.get("contact")).toEqual({ create: 1, update: 0, same: 1, refused: 0 });
  });

  it("draws a few rows, and has all in the sheet", async () => {
    const tally = createTally(words);
    const many = 4500;
    tally.add(Array.from({ length: many }, (_, i) => refused(i + 2)));
    tally.add([row(9000, { duplicate_of: "con_1" }), row(9001)]);
    const now = tally.now();
    expect(now.refused).toHaveLength(SHOWN);
    expect(now.total.refused).toBe(many);
    expect(now.noted).toHaveLength(1);
    expect(now.notedCount).toBe(1);
    const lines = (await tally.sheet().text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + many + 1);
    expect(lines[1]).toBe(
      '"kontak.csv","2","refused","contact","2","nama","jumlah kolom berbeda","Beri tanda kutip."',
    );
    expect(lines.at(-1)).toContain('"mirip con_1"');
  });

  it("writes no cell that a sheet would run", async () => {
    const tally = createTally(words);
    tally.add([{ ...refused(2), file: '=HYPERLINK("x")', id: "+62" }]);
    const sheet = await tally.sheet().text();
    expect(sheet).toContain(`"'=HYPERLINK(""x"")"`);
    expect(sheet).toContain(`"'+62"`);
  });

  it("says why a row needs a look", () => {
    const noted = row(2, { duplicate_of: "con_1", notes: [{ code: "phone", what: "bukan nomor" }] });
    expect(reasons(noted, words.same)).toEqual(["mirip con_1", "bukan nomor"]);
    expect(reasons(refused(3), words.same)).toEqual(["jumlah kolom berbeda"]);
  });
});
