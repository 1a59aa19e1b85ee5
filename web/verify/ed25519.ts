// Checks Ed25519 signatures (RFC 8032 section 5.1.7) as Go's crypto/ed25519 does: the signature's S is reduced, and
// R is compared as bytes. Only public values pass through here, so nothing needs to take constant time.

import { join, same, sha512 } from "./sha2";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (x: bigint) => {
  const r = x % P;
  return r < 0n ? r + P : r;
};

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b))
    if (e & 1n) result = mod(result * b);
  return result;
}

const invert = (x: bigint) => power(x, P - 2n);
const D = mod(-121665n * invert(121666n));
const ROOT = power(2n, (P - 1n) / 4n); // of -1

/** A point in extended coordinates (RFC 8032 section 5.1.4). */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];
const ZERO: Point = [0n, 1n, 1n, 0n];

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar: bigint, point: Point): Point {
  let sum = ZERO;
  for (let s = scalar, p = point; s > 0n; s >>= 1n, p = add(p, p)) if (s & 1n) sum = add(sum, p);
  return sum;
}

const little = (bytes: Uint8Array) => bytes.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);

function encode([x, y, z]: Point): Uint8Array {
  const inverse = invert(z);
  let n = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(n & 255n);
    n >>= 8n;
    return byte;
  });
}

/** A point from its bytes; undefined where there is none. Like Go, y is taken modulo the prime. */
function decode(bytes: Uint8Array): Point | undefined {
  const n = little(bytes);
  const y = mod(n & ((1n << 255n) - 1n));
  const sign = n >> 255n;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check === mod(-u)) x = mod(x * ROOT);
  else if (check !== u) return undefined;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

const BASE = decode(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66))) as Point;

export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = decode(key);
  const r = signature.subarray(0, 32);
  const s = little(signature.subarray(32));
  if (!a || s >= ORDER) return false;
  const k = little(sha512(join(r, key, message))) % ORDER;
  const minus: Point = [mod(-a[0]), a[1], a[2], mod(-a[3])];
  return same(encode(add(times(s, BASE), times(k, minus))), r);
}
