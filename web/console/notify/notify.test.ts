import { describe, expect, it } from "vitest";
import type { Conversation, Message } from "../../shared/api";
import { createOccasions, type Occasion } from "../core/occasion";
import { createLedger } from "./ledger";
import { bytesOf, deviceName, textOf } from "./push";
import { clockIn, DEFAULTS, isQuiet, wants } from "./setting";

const row = (over: Partial<Conversation> = {}) =>
  ({
    id: "cnv_1",
    contact: { id: "cnt_1", name: "Sari", verified: true },
    holder: "agent",
    agent: { id: "agt_me", name: "Rina" },
    last: { author_kind: "contact", text: "halo", at: "2026-11-21T03:00:00Z" },
    waiting_since: "2026-11-21T03:00:00.123Z",
    ...over,
  }) as Conversation;
const message = (over: Partial<Message>) =>
  ({ seq: 7, kind: "text", direction: "in", author: { kind: "contact" }, text: "halo", ...over }) as Message;

function setUp(known: Conversation | undefined = row()) {
  const told: Occasion[] = [];
  const occasions = createOccasions({ me: () => ({ id: "agt_me" }), row: () => known });
  return { occasions, told, listen: () => occasions.attach((o) => told.push(o)) };
}

describe("occasions", () => {
  it("of one's own contact are told once the row says whose it is, under the server's key", () => {
    const { occasions, told, listen } = setUp();
    listen();
    occasions.heard("cnv_1", message({}));
    expect(told).toEqual([]);
    occasions.row(row());
    occasions.row(row());
    expect(told.map((o) => [o.key, o.name, o.words])).toEqual([["reply:cnv_1:7", "Sari", "halo"]]);
  });
  it("of a colleague's contact, or of the assistant's, are not", () => {
    const { occasions, told, listen } = setUp();
    listen();
    for (const other of [
      row({ agent: { id: "agt_2", name: "Bo" } }),
      row({ holder: "assistant", agent: null }),
    ]) {
      occasions.heard("cnv_1", message({}));
      occasions.row(other);
    }
    expect(told).toEqual([]);
  });
  it("that came before anybody listened are kept, in order", () => {
    const { occasions, told, listen } = setUp();
    occasions.waits(row());
    occasions.tell("due", "cnv_1", "prm_1");
    listen();
    expect(told.map((o) => o.key)).toEqual([
      `waiting:cnv_1:${Date.parse("2026-11-21T03:00:00.123Z")}`,
      "due:prm_1",
    ]);
  });
  it("are mentions by somebody else, not one's own", () => {
    const { occasions, told, listen } = setUp();
    listen();
    const note = {
      kind: "note",
      direction: "internal",
      text: "cek @rina",
      mentions: [{ agent_id: "agt_me", name: "Rina Putri" }],
    } satisfies Partial<Message>;
    occasions.heard(
      "cnv_1",
      message({ ...note, author: { kind: "human", agent_id: "agt_me" } as Message["author"] }),
    );
    expect(told).toEqual([]);
    occasions.heard(
      "cnv_1",
      message({ ...note, author: { kind: "human", agent_id: "agt_2" } as Message["author"] }),
    );
    expect(told.map((o) => o.key)).toEqual(["mention:cnv_1:7"]);
  });
});

describe("quiet hours", () => {
  const at = (clock: string) => new Date(`2026-11-21T${clock}:00+07:00`);
  it("hold over midnight, in their zone", () => {
    const quiet = { on: true, from: "21:00", to: "06:00", zone: "Asia/Jakarta" };
    for (const [clock, expected] of [
      ["20:59", false],
      ["21:00", true],
      ["00:00", true],
      ["05:59", true],
      ["06:00", false],
    ] as const)
      expect(isQuiet(quiet, at(clock))).toBe(expected);
    expect(isQuiet({ ...quiet, on: false }, at("23:00"))).toBe(false);
    expect(isQuiet({ ...quiet, zone: "Mars/Olympus" }, at("23:00"))).toBe(false);
    expect(clockIn("Asia/Jayapura", at("22:30"))).toBe("00:30");
  });
  it("and kinds that are switched off keep still", () => {
    expect(wants(DEFAULTS, "offer", at("12:00"))).toBe(true);
    expect(wants({ ...DEFAULTS, waiting: false }, "offer", at("12:00"))).toBe(false);
    expect(wants({ ...DEFAULTS, promise: false }, "broken", at("12:00"))).toBe(false);
    expect(wants({ ...DEFAULTS, quiet: { ...DEFAULTS.quiet, on: true } }, "reply", at("22:00"))).toBe(false);
  });
});

it("without storage a page still tells each occasion once", async () => {
  const ledger = createLedger(undefined, () => 0);
  expect(await ledger.claim("a")).toBe(true);
  expect(await ledger.claim("a")).toBe(false);
  expect(await ledger.claim("b")).toBe(true);
});

it("keys go to base64url and back", () => {
  const bytes = Uint8Array.from({ length: 65 }, (_, i) => (i * 37) % 256);
  expect(bytesOf(textOf(bytes.buffer))).toEqual(bytes);
  expect(textOf(bytes.buffer)).not.toMatch(/[+/=]/);
});

it.each([
  [
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    "Chrome · Android",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
    "Edge · Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1.15 Version/17.1 Safari/605.1.15",
    "Safari · macOS",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"],
  ["", ""],
])("%s is %s", (agent, name) => expect(deviceName(agent)).toBe(name));
