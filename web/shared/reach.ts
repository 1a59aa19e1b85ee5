// Whether a number can be called and an address written to, as far as one can tell by looking. The server decides.

const MIN_DIGITS = 8;
const MAX_DIGITS = 15;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/** "+62 812-3456" → "+628123456"; "" where it is no number. */
export function phone(text: string): string {
  const bare = text.trim().replace(/[\s().-]/g, "");
  const digits = bare.replace(/^\+/, "");
  return /^\d+$/.test(digits) && digits.length >= MIN_DIGITS && digits.length <= MAX_DIGITS ? bare : "";
}

/** Where somebody can be called or written to; "" where they cannot. */
export function reachFor(kind: string, text: string): string {
  if (kind === "call") return phone(text);
  if (kind === "write") return phone(text) || (MAIL.test(text.trim()) ? text.trim() : "");
  return "";
}
