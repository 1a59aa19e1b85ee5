// Finds web addresses in plain text. Nothing else in a message is ever interpreted: no markup, no other
// scheme, so that neither a customer nor a model nor an order field can put code or disguise on a page.

/** A run of text; with `href` it is a link that shows its own address. */
export interface Segment {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const MAX_LINKS = 50;

/** Cuts punctuation that ends the sentence, not the address; a closing bracket stays if it was opened inside. */
function trim(address: string): string {
  let end = address.length;
  while (end > 0) {
    const c = address.charAt(end - 1);
    const open = c === ")" ? "(" : c === "]" ? "[" : "";
    const head = address.slice(0, end);
    if (open ? head.split(open).length < head.split(c).length : /[.,;:!?…*_~|}{]/.test(c)) end--;
    else break;
  }
  return address.slice(0, end);
}

/** Splits text into plain runs and links. The runs joined are the text again. */
export function linkify(text: string): Segment[] {
  const out: Segment[] = [];
  let at = 0;
  let links = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (links === MAX_LINKS) break;
    const shown = trim(match[0]);
    const href = webAddress(shown);
    if (!href) continue;
    if (match.index > at) out.push({ text: text.slice(at, match.index) });
    out.push({ text: shown, href });
    at = match.index + shown.length;
    links++;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

/** The address as a browser would open it, or "" unless it is http(s) without credentials in it. */
export function webAddress(raw: string): string {
  try {
    const url = new URL(raw);
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && url.hostname && !url.username && !url.password ? url.href : "";
  } catch {
    return "";
  }
}
