// A receipt checked in the reader's own browser, without asking the server anything: the same checks as
// `terang verify`. The file is a tlog-proof (https://c2sp.org/tlog-proof) with the message's bytes behind it.
import type { Statement } from "../../shared/api";
import { type Bytes, climb, equal, fromBase64, HASH_SIZE, leafHash } from "./merkle";
import { parseCheckpoint, parseKey, type Signed, signedBy } from "./note";

const MAX_PATH = 64;
const PROOF = "c2sp.org/tlog-proof@v1";
const RECEIPT = "terang-receipt@v1";

/** One thing that was checked. */
export type Check = "signature" | "in_log" | "body" | "log";

/** What a receipt proves. `failed` names the first check that did not hold. */
export interface Report {
  ok: boolean;
  failed: Check | "malformed" | null;
  signature: Signed;
  /** The contact asked for erasure: only that something was logged can be checked. */
  erased: boolean;
  index: number;
  size: number;
  statement: Statement | null;
  /** What the customer saw, from the proved bytes. */
  text: string;
}

interface Parsed {
  statement: Bytes;
  index: number;
  path: Bytes[];
  checkpoint: string;
  key: string;
  salt: Bytes | null;
  body: Bytes | null;
}

/** Reads a receipt file; null where it is none. */
export function parseReceipt(file: string): Parsed | null {
  const [head, tail, ...rest] = file.replace(/\r\n/g, "\n").split(`\n\n${RECEIPT}\n`);
  if (head === undefined || tail === undefined || rest.length > 0) return null;
  const at = head.indexOf("\n\n");
  if (at < 0) return null;
  const [first, extra, index, ...hashes] = head.slice(0, at).split("\n");
  const statement = extra?.startsWith("extra ") ? fromBase64(extra.slice(6)) : null;
  const path = hashes.map(fromBase64);
  const lines = tail.split("\n");
  const gone = lines[1] === "erased";
  const [key, salt, body] = gone ? [lines[0], "", ""] : lines;
  const end = lines.slice(gone ? 2 : 3).join("\n");
  const saltBytes = salt ? fromBase64(salt.replace(/^salt /, "")) : null;
  const bodyBytes = body ? fromBase64(body.replace(/^body /, "")) : null;
  const whole =
    first === PROOF &&
    /^index (0|[1-9]\d{0,15})$/.test(index ?? "") &&
    path.length <= MAX_PATH &&
    path.every((h) => h?.length === HASH_SIZE) &&
    key?.startsWith("key ") &&
    /^end\n*$/.test(end) &&
    (gone || (saltBytes?.length === HASH_SIZE && bodyBytes !== null));
  if (!whole || !statement || !key) return null;
  return {
    statement,
    index: Number(index?.slice(6)),
    path: path as Bytes[],
    checkpoint: `${head.slice(at + 2)}\n`,
    key: key.slice(4),
    salt: saltBytes,
    body: bodyBytes,
  };
}

/** Checks a receipt against the log's key. */
export async function verify(file: string, logKey: string): Promise<Report> {
  const report: Report = {
    ok: false,
    failed: null,
    signature: "unknown",
    erased: false,
    index: -1,
    size: 0,
    statement: null,
    text: "",
  };
  const fail = (failed: Exclude<Report["failed"], null>): Report => ({ ...report, failed });

  const parsed = parseReceipt(file);
  const key = await parseKey(logKey || (parsed?.key ?? ""));
  const checkpoint = parsed && parseCheckpoint(parsed.checkpoint);
  if (!parsed || !key || !checkpoint) return fail("malformed");
  report.index = parsed.index;
  report.size = checkpoint.size;
  report.erased = parsed.salt === null;

  if (checkpoint.origin !== key.name) return fail("log");
  report.signature = await signedBy(parsed.checkpoint, key);
  if (report.signature === "no") return fail("signature");

  const reached = await climb(await leafHash(parsed.statement), parsed.index, checkpoint.size, parsed.path);
  if (!reached || !equal(reached, checkpoint.root)) return fail("in_log");
  try {
    report.statement = JSON.parse(new TextDecoder().decode(parsed.statement)) as Statement;
  } catch {
    return fail("malformed");
  }
  if (!checkpoint.origin.endsWith(`/${report.statement.org}`)) return fail("log");
  if (parsed.salt && parsed.body) {
    const named = fromBase64(report.statement.body);
    if (!named || !equal(await hmac(parsed.salt, parsed.body), named)) return fail("body");
    report.text = textIn(parsed.body);
  }
  return { ...report, ok: true };
}

async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/** The words in the proved bytes of a web chat message. */
function textIn(body: Bytes): string {
  try {
    const shown = JSON.parse(new TextDecoder().decode(body)) as {
      text?: unknown;
      survey?: { question?: unknown };
      disclosure?: { text?: unknown };
    };
    for (const words of [shown.text, shown.survey?.question, shown.disclosure?.text])
      if (typeof words === "string" && words) return words;
    return "";
  } catch {
    return "";
  }
}
