// Checks receipts, as package provenance/receipt does; see there for the format. It asks nobody: all it knows is the file
// and what the reader trusts. The same vectors (provenance/receipt/testdata/vectors.json) test both.

import {
  base64,
  count,
  isWitness,
  type Key,
  keyID,
  type Note,
  parseKey,
  parseNote,
  parseTree,
  signedBy,
  type Tree,
  text,
  unbase64,
  utf8,
  Wrong,
} from "./note";
import { hmac256, join, same, sha256 } from "./sha2";

const PROOF = "c2sp.org/tlog-proof@v1";
const RECEIPT = "terang-receipt@v1";
const SUCCESSION = "terang-log-key@v1";
const MAX_FILE = 1 << 20;
const MAX_PATH = 64;

export interface TrustedKey {
  key: Key;
  to?: number; // the log's size when it was retired
  until?: string;
}

export interface Trust {
  keys: TrustedKey[];
  witnesses: Key[];
  require: number;
}

export interface Statement {
  v: number;
  org: string;
  msg: string;
  seq: number;
  author: { kind: string; model?: string; prompt?: string; human?: string; share?: number };
  chan: string;
  disclosure: { policy: string; obligations: string[] | null; satisfied: boolean; text?: string };
  body: string;
  at: string;
}

export interface Shown {
  label: string;
  name: string;
  disclosure: string;
  text: string;
  /** That stood beside the text; the digests are SHA-256, in hexadecimal. */
  files: { name: string; type: string; size: number; digest: string }[];
}

export interface Report {
  statement: Statement;
  index: number;
  code: string;
  size: number;
  origin: string;
  keyID: string;
  keyTrusted: boolean;
  chained: boolean;
  witnesses: string[];
  erased: boolean;
  shown?: Shown;
}

interface Proof {
  statement: Uint8Array;
  index: number;
  path: Uint8Array[];
  checkpoint: string;
  key: string;
  chain: string[];
  salt?: Uint8Array | undefined; // none where it was destroyed
  body?: Uint8Array | undefined;
}

const malformed = (line: number, why: string) => new Wrong("receipt_malformed", { line: String(line), why });

/** Reads what the reader trusts: a published list of keys, or keys one on a line. */
export function parseTrust(given: string): Trust {
  const bad = (line: number, why: string) => new Wrong("receipt_key", { line: String(line), why });
  const trust: Trust = { keys: [], witnesses: [], require: 0 };
  const source = given.replace(/^\ufeff/, "").trim();
  const log = (line: string, n: number): Key => {
    const key = parseKey(line);
    if (!key || isWitness(key)) throw bad(n, "the key of a log is damaged");
    return key;
  };
  if (source.startsWith("{")) {
    let list: {
      keys?: { key: string; to?: number; until?: string }[];
      witnesses?: string[];
      required?: number;
    };
    try {
      list = JSON.parse(source);
    } catch {
      throw bad(0, "the list of keys is not whole");
    }
    for (const [i, k] of (list.keys ?? []).entries())
      trust.keys.push({ key: log(k.key, i + 1), ...(k.until && { to: k.to ?? 0, until: k.until }) });
    for (const [i, w] of (list.witnesses ?? []).entries()) {
      const key = parseKey(w);
      if (!key || !isWitness(key)) throw bad(i + 1, "the key of a witness is damaged");
      trust.witnesses.push(key);
    }
    trust.require = list.required ?? 0;
  } else {
    for (const [i, raw] of source.split("\n").entries()) {
      const line = raw.trim();
      if (line === "" || line.startsWith("#")) continue;
      const key = parseKey(line);
      if (!key) throw bad(i + 1, "it is damaged or not a key");
      if (isWitness(key)) trust.witnesses.push(key);
      else trust.keys.push({ key });
    }
  }
  if (trust.require < 0 || trust.require > trust.witnesses.length)
    throw bad(0, "too few keys of witnesses are given");
  return trust;
}

/** Reads the form of a receipt, nothing else. */
export function parse(given: string): Proof {
  if (given.length > MAX_FILE) throw malformed(0, "the file is larger than a receipt can be");
  const file = given.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const lines = file.replace(/\n$/, "").split("\n");
  let n = 0;
  const next = () => lines[n++];
  const after = (prefix: string, why: string) => {
    const line = next();
    if (!line?.startsWith(prefix)) throw malformed(n, why);
    return line.slice(prefix.length);
  };
  if (next() !== PROOF) throw malformed(1, `it does not begin with ${PROOF}`);
  const whole = file.replace(/[ \n]+$/, "");
  if (!whole.endsWith("\nend"))
    throw new Wrong("receipt_truncated", { line: String(whole.split("\n").length) });
  const statement = unbase64(after("extra ", "the statement (extra …) is missing"));
  if (!statement?.length || statement.length > 16 << 10) throw malformed(n, "the statement is not base64");
  const index = count(after("index ", "the index is missing"));
  if (index === undefined) throw malformed(n, "the index is not a number");
  const path: Uint8Array[] = [];
  for (let line = next(); line !== ""; line = next()) {
    if (line === undefined) throw malformed(n, "the checkpoint is missing");
    const hash = unbase64(line);
    if (hash?.length !== 32) throw malformed(n, "a hash of the path is not 32 bytes of base64");
    if (path.push(hash) > MAX_PATH) throw malformed(n, "the path is too long");
  }
  const note: string[] = [];
  for (let line = next(); line !== RECEIPT; line = next()) {
    if (line === undefined) throw malformed(n, `the part ${RECEIPT} is missing`);
    note.push(line);
  }
  if (note.pop() !== "" || note.length === 0)
    throw malformed(n, `an empty line must stand before ${RECEIPT}`);
  const proof: Proof = {
    statement,
    index,
    path,
    checkpoint: `${note.join("\n")}\n`,
    key: after("key ", "the log's key is missing"),
    chain: [],
  };
  if (proof.key === "") throw malformed(n, "the log's key is missing");
  let line = next();
  for (; line?.startsWith("chain "); line = next()) {
    const signed = unbase64(line.slice(6));
    if (!signed?.length || proof.chain.length === 64)
      throw malformed(n, "a note that names a later key is not base64");
    proof.chain.push(decoded(signed) ?? "");
  }
  if (line !== "erased") {
    proof.salt = line?.startsWith("salt ") ? unbase64(line.slice(5)) : undefined;
    if (proof.salt?.length !== 32) throw malformed(n, "the salt is not 32 bytes of base64");
    const body = next();
    proof.body = body?.startsWith("body ") ? unbase64(body.slice(5)) : undefined;
    if (!proof.body) throw malformed(n, "the message is not base64");
  }
  if (next() !== "end") throw malformed(n, 'the last line is not "end"');
  if (lines.slice(n).some((l) => /[^ ]/.test(l))) throw malformed(n + 1, "something follows the last line");
  return proof;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return text(bytes);
  } catch {
    return undefined;
  }
}

export const leafHash = (leaf: Uint8Array) => sha256(join(Uint8Array.of(0), leaf));
const nodeHash = (a: Uint8Array, b: Uint8Array) => sha256(join(Uint8Array.of(1), a, b));

/** The root to which a path leads (RFC 9162 section 2.1.3.2); undefined where it has the wrong length. */
export function rootOf(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: Uint8Array[],
): Uint8Array | undefined {
  if (index >= size) return undefined;
  let [at, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if (at & 1n || at === last) {
      hash = nodeHash(sibling, hash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? hash : undefined;
}

/** Follows the notes that change the key, from the keys that are trusted. */
function follow(trust: TrustedKey[], chain: string[], key: string): TrustedKey[] {
  const keys = trust.map((k) => ({ ...k }));
  let old: Key | undefined;
  for (const signed of chain) {
    const note = parseNote(signed);
    const lines = note?.text.split("\n") ?? [];
    const next = parseKey(lines[2] ?? "");
    if (
      !note ||
      !next ||
      isWitness(next) ||
      signedBy(note, next) !== "good" ||
      (old && signedBy(note, old) !== "good")
    )
      throw malformed(0, "a note that names a later key does not fit");
    old = next;
    const [header, origin, , digits, at] = lines;
    const size = count(digits ?? "");
    const by = keys.find((k) => k.key.name === origin && signedBy(note, k.key) === "good");
    if (
      !by ||
      header !== SUCCESSION ||
      lines.length !== 6 ||
      next.name !== origin ||
      size === undefined ||
      !at
    )
      continue;
    if (!by.until) Object.assign(by, { to: size, until: at });
    if (!keys.some((k) => k.key.text === next.text)) keys.push({ key: next });
  }
  if (old && old.text !== key) throw malformed(0, "the notes that name later keys lead to another key");
  return keys;
}

function trusted(keys: TrustedKey[], key: Key): TrustedKey {
  const found = keys.find((k) => k.key.text === key.text);
  if (found) return found;
  const related = keys.filter((k) => k.key.name === key.name).at(-1);
  const want = (related ?? keys[0])?.key;
  throw new Wrong(related ? "receipt_unknown_key" : "receipt_foreign", {
    want: want ? keyID(want) : "",
    have: keyID(key),
  });
}

function openCheckpoint(proof: Proof, trust: Trust, report: Report): Tree {
  const key = parseKey(proof.key);
  if (!key || isWitness(key)) throw malformed(0, "the log's key is none");
  report.keyID = keyID(key);
  const keys = follow(report.keyTrusted ? trust.keys : [{ key }], proof.chain, proof.key);
  const by = trusted(keys, key);
  report.chained = report.keyTrusted && !trust.keys.some((k) => k.key.text === proof.key);
  const note = parseNote(proof.checkpoint);
  if (!note) throw malformed(0, "the checkpoint is none");
  const verdict = signedBy(note, key);
  if (verdict === "none") {
    const other = note.sigs.at(-1);
    throw new Wrong("receipt_foreign", { want: report.keyID, have: other ? keyID(other) : "" });
  }
  if (verdict === "bad") throw new Wrong("receipt_signature");
  const tree = parseTree(note);
  if (!tree || tree.origin !== key.name) throw malformed(0, "the checkpoint is none");
  if (by.until && tree.size > (by.to ?? 0))
    throw new Wrong("receipt_retired_key", {
      size: String(tree.size),
      to: String(by.to ?? 0),
      until: by.until,
    });
  report.origin = tree.origin;
  witnessed(note, trust, report);
  return tree;
}

function witnessed(note: Note, trust: Trust, report: Report): void {
  const missing: string[] = [];
  for (const witness of trust.witnesses) {
    const verdict = signedBy(note, witness);
    if (verdict === "bad") throw new Wrong("receipt_cosignature", { witness: witness.name });
    if (verdict === "none") missing.push(witness.name);
    else if (!report.witnesses.includes(witness.name)) report.witnesses.push(witness.name);
  }
  if (report.witnesses.length < trust.require)
    throw new Wrong("receipt_witness", {
      have: String(report.witnesses.length),
      want: String(trust.require),
      missing: missing.join(", "),
    });
}

/** Checks a receipt; throws Wrong with what is wrong, and where. */
export function verify(file: string, trust: Trust): Report {
  const proof = parse(file);
  const report = {
    keyTrusted: trust.keys.length > 0,
    chained: false,
    witnesses: [] as string[],
    erased: false,
  } as unknown as Report;
  const tree = openCheckpoint(proof, trust, report);
  const leaf = leafHash(proof.statement);
  [report.index, report.size, report.code] = [proof.index, tree.size, code(proof.index, leaf)];
  const root = rootOf(leaf, proof.index, tree.size, proof.path);
  if (!root || !same(root, tree.root)) throw new Wrong("receipt_not_in_log");
  report.statement = parseStatement(proof.statement);
  if (!report.origin.endsWith(`/${report.statement.org}`)) throw new Wrong("receipt_other_log");
  if (!proof.salt || !proof.body) {
    report.erased = true;
    return report;
  }
  if (base64(hmac256(proof.salt, proof.body)) !== report.statement.body)
    throw new Wrong("receipt_body", { why: "the bytes are not those that were logged" });
  if (report.statement.chan === "web") report.shown = shownOnWeb(proof.body, report.statement);
  return report;
}

function parseStatement(bytes: Uint8Array): Statement {
  let statement: Statement;
  try {
    statement = JSON.parse(text(bytes));
  } catch {
    throw new Wrong("receipt_statement", { why: "not a statement" });
  }
  if (
    typeof statement !== "object" ||
    statement === null ||
    typeof statement.author?.kind !== "string" ||
    typeof statement.org !== "string"
  )
    throw new Wrong("receipt_statement", { why: "not a statement" });
  if (statement.v !== 1) throw new Wrong("receipt_statement", { why: `version ${statement.v} is not known` });
  return statement;
}

function shownOnWeb(body: Uint8Array, s: Statement): Shown {
  let m: {
    id?: string;
    seq?: number;
    author?: { kind?: string; label?: string; name?: string };
    disclosure?: { text?: string };
    text?: string;
    attachments?: Shown["files"];
    survey?: { question?: string };
  };
  try {
    m = JSON.parse(text(body));
  } catch {
    throw new Wrong("receipt_body", { why: "the message cannot be read" });
  }
  if (m?.id !== s.msg || m.seq !== s.seq || m.author?.kind !== s.author.kind)
    throw new Wrong("receipt_body", {
      why: "the message names another message or author than the statement",
    });
  return {
    label: m.author?.label ?? "",
    name: m.author?.name ?? "",
    disclosure: m.disclosure?.text ?? "",
    text: m.text || m.survey?.question || "",
    files: Array.isArray(m.attachments) ? m.attachments : [],
  };
}

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The leaf's name for people: its place and the beginning of its hash, "17-K3J9-QX4D". */
export function code(index: number, leaf: Uint8Array): string {
  let bits = leaf.subarray(0, 5).reduce((n, b) => (n << 8n) | BigInt(b), 0n);
  let out = "";
  for (let i = 0; i < 8; i++, bits >>= 5n) out = DIGITS[Number(bits & 31n)] + out;
  return `${index}-${out.slice(0, 4)}-${out.slice(4)}`;
}

export { utf8 };
