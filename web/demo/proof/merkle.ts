// The tree of RFC 6962, as far as a reader needs it: to compute the root from the leaves that were shown, and
// to follow a receipt's path to a root. Hashing is the browser's own (SubtleCrypto).

export type Bytes = Uint8Array<ArrayBuffer>;

const LEAF = 0;
const NODE = 1;
export const HASH_SIZE = 32;

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

export const leafHash = (record: Uint8Array): Promise<Bytes> => sha256(Uint8Array.of(LEAF), record);
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> =>
  sha256(Uint8Array.of(NODE), left, right);

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** A log as it grows: its size and the roots of the perfect subtrees at its right edge, the largest first. */
export interface Edge {
  size: number;
  hashes: readonly Bytes[];
}

export const EMPTY: Edge = { size: 0, hashes: [] };

/** The log with one more leaf. */
export async function push(edge: Edge, leaf: Bytes): Promise<Edge> {
  const hashes = [...edge.hashes];
  let hash = leaf;
  for (let n = edge.size; n % 2 === 1; n = (n - 1) / 2) {
    const left = hashes.pop();
    if (!left) throw new Error("an edge that does not fit its size");
    hash = await nodeHash(left, hash);
  }
  return { size: edge.size + 1, hashes: [...hashes, hash] };
}

/** The Merkle tree hash. */
export async function root(edge: Edge): Promise<Bytes> {
  let hash = edge.hashes.at(-1);
  if (!hash) return sha256();
  for (let i = edge.hashes.length - 2; i >= 0; i--) {
    const left = edge.hashes[i];
    if (left) hash = await nodeHash(left, hash);
  }
  return hash;
}

/** The root that a path leads to from the leaf at `index` in a log of `size`; null where it does not fit (RFC 9162, 2.1.3.2). */
export async function climb(
  leaf: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (index < 0 || index >= size) return null;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = await nodeHash(hash, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? hash : null;
}

/** Strict base64, in its one spelling; null for anything else. */
export function fromBase64(text: string): Bytes | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (c) => c.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** A hash as the API writes it, in hex or base64. */
export function parseHash(text: string): Bytes | null {
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : fromBase64(text);
  return bytes?.length === HASH_SIZE ? bytes : null;
}
