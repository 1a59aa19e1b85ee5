// SHA-256 and SHA-512 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), in plain arithmetic: the page works from a file, where a
// browser may refuse its own cryptography, and everything stays synchronous.

const MASK = 0xffffffffffffffffn;

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** floor(2^bits · frac(n^(1/root))), the constants of the standard. */
function fraction(n: number, root: bigint, bits: bigint): bigint {
  const target = BigInt(n) << (root * bits);
  let low = 0n;
  let high = 1n << (bits + 12n);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= target) low = middle;
    else high = middle;
  }
  return low & ((1n << bits) - 1n);
}

const PRIMES = primes(80);
const K512 = PRIMES.map((p) => fraction(p, 3n, 64n));
const H512 = PRIMES.slice(0, 8).map((p) => fraction(p, 2n, 64n));
const K256 = Uint32Array.from(K512.slice(0, 64), (k) => Number(k >> 32n));
const H256 = H512.map((h) => Number(h >> 32n));

function padded(data: Uint8Array, block: number, lengthBytes: number): Uint8Array {
  const out = new Uint8Array(Math.ceil((data.length + 1 + lengthBytes) / block) * block);
  out.set(data);
  out[data.length] = 0x80;
  new DataView(out.buffer).setBigUint64(out.length - 8, BigInt(data.length) * 8n);
  return out;
}

const right = (x: number, n: number) => (x >>> n) | (x << (32 - n));

export function sha256(data: Uint8Array): Uint8Array {
  const bytes = padded(data, 64, 8);
  const view = new DataView(bytes.buffer);
  const state = [...H256];
  const w = new Uint32Array(64);
  const at = (list: ArrayLike<number>, i: number) => list[i] as number;
  for (let start = 0; start < bytes.length; start += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(start + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = at(w, i - 15);
      const y = at(w, i - 2);
      w[i] =
        at(w, i - 16) +
        (right(x, 7) ^ right(x, 18) ^ (x >>> 3)) +
        at(w, i - 7) +
        (right(y, 17) ^ right(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const one =
        (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + at(K256, i) + at(w, i)) | 0;
      const two = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [i, v] of [a, b, c, d, e, f, g, h].entries()) state[i] = (at(state, i) + v) | 0;
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [i, v] of state.entries()) out.setUint32(4 * i, v >>> 0);
  return new Uint8Array(out.buffer);
}

const right64 = (x: bigint, n: bigint) => ((x >> n) | (x << (64n - n))) & MASK;

export function sha512(data: Uint8Array): Uint8Array {
  const bytes = padded(data, 128, 16);
  const view = new DataView(bytes.buffer);
  const state = [...H512];
  const at = (list: bigint[], i: number) => list[i] as bigint;
  for (let start = 0; start < bytes.length; start += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(start + 8 * i));
    for (let i = 16; i < 80; i++) {
      const x = at(w, i - 15);
      const y = at(w, i - 2);
      const s0 = right64(x, 1n) ^ right64(x, 8n) ^ (x >> 7n);
      const s1 = right64(y, 19n) ^ right64(y, 61n) ^ (y >> 6n);
      w.push((at(w, i - 16) + s0 + at(w, i - 7) + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i++) {
      const s1 = right64(e, 14n) ^ right64(e, 18n) ^ right64(e, 41n);
      const one = (h + s1 + ((e & f) ^ (~e & MASK & g)) + at(K512, i) + at(w, i)) & MASK;
      const s0 = right64(a, 28n) ^ right64(a, 34n) ^ right64(a, 39n);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    for (const [i, v] of [a, b, c, d, e, f, g, h].entries()) state[i] = (at(state, i) + v) & MASK;
  }
  const out = new DataView(new ArrayBuffer(64));
  for (const [i, v] of state.entries()) out.setBigUint64(8 * i, v);
  return new Uint8Array(out.buffer);
}

export function hmac256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const pad = (x: number) => block.map((b) => b ^ x);
  return sha256(join(pad(0x5c), sha256(join(pad(0x36), data))));
}

export function join(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i]);
