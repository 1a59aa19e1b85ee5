// What a page of our own that shows the console in a frame may ask of it. Only the same origin is heard.

/** {"terang":"console","language":"en","theme":"dark","open":"cnv_…"}; every field may be absent. */
export interface Ask {
  language?: "id" | "en";
  theme?: "light" | "dark" | "system";
  /** A conversation to show. */
  open?: string;
}

/** Reads a message from another window; null if it is not for us. */
export function askOf(event: Pick<MessageEvent, "origin" | "data">, ownOrigin: string): Ask | null {
  if (event.origin !== ownOrigin || typeof event.data !== "object" || event.data === null) return null;
  const data = event.data as Record<string, unknown>;
  if (data.terang !== "console") return null;
  const ask: Ask = {};
  if (data.language === "id" || data.language === "en") ask.language = data.language;
  if (data.theme === "light" || data.theme === "dark" || data.theme === "system") ask.theme = data.theme;
  if (typeof data.open === "string" && /^[\w-]{1,80}$/.test(data.open)) ask.open = data.open;
  return ask;
}

/** The same from the address, for the first paint: /console/?language=en&theme=light. */
export function askOfAddress(search: string, ownOrigin: string): Ask {
  const params = new URLSearchParams(search);
  const data = {
    terang: "console",
    language: params.get("language"),
    theme: params.get("theme"),
    open: params.get("open"),
  };
  return askOf({ origin: ownOrigin, data }, ownOrigin) ?? {};
}
