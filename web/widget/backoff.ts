// How long to wait before trying again: doubling with jitter, so that many phones that lost the same cell do
// not come back in step.

const FIRST_MS = 500;
const MAX_MS = 30_000;
const MAX_RETRY_AFTER_MS = 300_000;

/** Milliseconds before try number `attempt` + 1 (attempt 0 is the first that failed). */
export function backoff(attempt: number, random: () => number, retryAfterMs = 0): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  const jittered = full / 2 + (full / 2) * random();
  if (retryAfterMs <= 0) return jittered;
  return Math.max(jittered, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) + 1000 * random());
}

/** Reads Retry-After (RFC 9110, 10.2.3: seconds or a date) as milliseconds; 0 where there is none. */
export function retryAfter(header: string | null, now: number): number {
  if (!header) return 0;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
