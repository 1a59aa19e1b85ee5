// Signed notes and checkpoints (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint), read only.
import { type Bytes, fromBase64, HASH_SIZE, sha256, toHex } from "./merkle";

/** A log's public key: "terang.example/log/ws_1+c74f20a3+ARpc2Qc…". */
export interface VerifierKey {
  name: string;
  /** Eight hex digits. */
  id: string;
  key: Bytes;
}

/** The signed head of a log. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
}

/** Whether the signature fits; "unknown" where this browser has no Ed25519. */
export type Signed = "yes" | "no" | "unknown";

const ED25519 = 1;
const SIGNATURE_SIZE = 64;
const ID_SIZE = 4;

/** Reads a key and checks that its id belongs to it; null where it does not. */
export async function parseKey(text: string): Promise<VerifierKey | null> {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = encoded ? fromBase64(encoded) : null;
  if (!name || !id || bytes?.length !== HASH_SIZE + 1 || bytes[0] !== ED25519) return null;
  const hash = await sha256(new TextEncoder().encode(`${name}\n`), bytes);
  return toHex(hash.slice(0, ID_SIZE)) === id ? { name, id, key: bytes.slice(1) } : null;
}

/** Splits a note into its text (with the last line break) and its signature lines. */
function split(note: string): { text: string; signatures: string[] } | null {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n")) return null;
  return { text: note.slice(0, at + 1), signatures: note.slice(at + 2, -1).split("\n") };
}

/** Reads a checkpoint without looking at its signature. */
export function parseCheckpoint(note: string): Checkpoint | null {
  const [origin, size, root] = split(note)?.text.split("\n") ?? [];
  const hash = root ? fromBase64(root) : null;
  if (!origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || hash?.length !== HASH_SIZE) return null;
  return { origin, size: Number(size), root: hash };
}

/** Whether the key signed the note. */
export async function signedBy(note: string, key: VerifierKey): Promise<Signed> {
  const parts = split(note);
  if (!parts) return "no";
  for (const line of parts.signatures) {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = encoded ? fromBase64(encoded) : null;
    if (name !== key.name || bytes?.length !== ID_SIZE + SIGNATURE_SIZE) continue;
    if (toHex(bytes.slice(0, ID_SIZE)) !== key.id) continue;
    return check(key.key, bytes.slice(ID_SIZE), new TextEncoder().encode(parts.text));
  }
  return "no";
}

async function check(key: Bytes, signature: Bytes, text: Bytes): Promise<Signed> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "unknown";
  }
  return (await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, text)) ? "yes" : "no";
}
