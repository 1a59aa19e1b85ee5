const quoted = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** The one tag that puts the chat on a page. */
export function snippet(origin: string, key: string): string {
  return `<script src="${quoted(origin)}/w/loader.js" data-key="${quoted(key)}" async></script>`;
}
