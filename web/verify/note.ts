// Signed notes (https://c2sp.org/signed-note), their keys, checkpoints and cosignatures
// (https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature). Mirrors provenance/receipt; the same vectors
// test both.

import { verifyEd25519 } from "./ed25519";
import { join, sha256 } from "./sha2";

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** What is wrong, by a code and the values that its text names. */
export class Wrong extends Error {
  readonly code: string;
  readonly args: Record<string, string>;
  constructor(code: string, args: Record<string, string> = {}) {
    super(code);
    this.code = code;
    this.args = args;
  }
}

/** Base64 in its one spelling; undefined for any other. */
export function unbase64(encoded: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
  return base64(bytes) === encoded ? bytes : undefined;
}

export function base64(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 4096) out += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(out);
}

const LOG = 1;
const WITNESS = 4;

export interface Key {
  text: string;
  name: string;
  hash: string; // 8 hex digits
  type: number;
  key: Uint8Array;
}

export const keyID = (k: { name: string; hash: string }) => `${k.name}+${k.hash}`;

/** Reads "<name>+<hash>+<base64>"; undefined where it is no key of a type that is known, or was damaged. */
export function parseKey(line: string): Key | undefined {
  const first = line.indexOf("+");
  const second = line.indexOf("+", first + 1);
  if (first < 1 || second < 0) return undefined;
  const [name, hash] = [line.slice(0, first), line.slice(first + 1, second)];
  const data = unbase64(line.slice(second + 1));
  if (data?.length !== 33 || /\s/.test(name) || ![LOG, WITNESS].includes(data[0] as number)) return undefined;
  const want = sha256(join(utf8(`${name}\n`), data)).subarray(0, 4);
  if (hex(want) !== hash) return undefined;
  return { text: line, name, hash, type: data[0] as number, key: data.subarray(1) };
}

export const isWitness = (k: Key) => k.type === WITNESS;

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export interface Note {
  text: string;
  sigs: { name: string; hash: string; sig: Uint8Array }[];
}

/** Splits a note into what was signed and the signatures; undefined where it is none. */
export function parseNote(signed: string): Note | undefined {
  const split = signed.lastIndexOf("\n\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: notes have none but the line break
  if (split < 0 || !signed.endsWith("\n") || /[\x00-\x09\x0b-\x1f]/.test(signed)) return undefined;
  const note: Note = { text: signed.slice(0, split + 1), sigs: [] };
  for (const line of signed.slice(split + 2, -1).split("\n")) {
    const [dash, name, encoded, ...rest] = line.split(" ");
    const bytes = unbase64(encoded ?? "");
    if (
      dash !== "—" ||
      !name ||
      name.includes("+") ||
      rest.length > 0 ||
      !bytes ||
      bytes.length < 5 ||
      note.sigs.length >= 100
    )
      return undefined;
    note.sigs.push({ name, hash: hex(bytes.subarray(0, 4)), sig: bytes.subarray(4) });
  }
  return note;
}

/** Whether a key signed a note: "none" where it has no signature of it, "bad" where that does not fit. */
export function signedBy(note: Note, key: Key): "good" | "bad" | "none" {
  const mine = note.sigs.find((s) => s.name === key.name && s.hash === key.hash);
  if (!mine) return "none";
  let message: Uint8Array = utf8(note.text);
  let sig: Uint8Array = mine.sig;
  if (isWitness(key)) {
    if (sig.length !== 72) return "bad";
    const at = new DataView(sig.buffer, sig.byteOffset).getBigUint64(0);
    if (at >= 1n << 63n) return "bad";
    message = join(utf8(`cosignature/v1\ntime ${at}\n`), message);
    sig = sig.subarray(8);
  }
  return verifyEd25519(key.key, message, sig) ? "good" : "bad";
}

/** A number as both sides write it: digits, no zero before them. */
export function count(digits: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(digits) && Number.isSafeInteger(Number(digits))
    ? Number(digits)
    : undefined;
}

export interface Tree {
  origin: string;
  size: number;
  root: Uint8Array;
}

export function parseTree(note: Note): Tree | undefined {
  const [origin, digits, encoded, end] = note.text.split("\n");
  const size = count(digits ?? "");
  const root = unbase64(encoded ?? "");
  if (!origin || size === undefined || root?.length !== 32 || end === undefined) return undefined;
  return { origin, size, root };
}
