// What panel and loader tell each other across the frame. Both sides name the other's exact origin, and both
// check origin and window of what comes in; nothing is ever sent to "*".
//
//   loader → panel   {terang: "open"} · {terang: "close"} · {terang: "size", full: true}
//   panel → loader   {terang: "ready"} · {terang: "close"} · {terang: "unread", count: 2} · {terang: "language", language: "en"}

/** What the loader says. */
export type FromLoader = { terang: "open" } | { terang: "close" } | { terang: "size"; full: boolean };

/** What the panel says. */
export type FromPanel =
  | { terang: "ready" }
  | { terang: "close" }
  | { terang: "unread"; count: number }
  | { terang: "language"; language: string };

/** The panel's end of the line; undefined where the panel stands alone in a tab. */
export interface Bridge {
  tell: (message: FromPanel) => void;
}

/** Connects to the page that holds the frame. `host` is that page's origin, given by the loader. */
export function connect(
  page: Window,
  host: string | null,
  hear: (message: FromLoader) => void,
): Bridge | undefined {
  const parent = page.parent;
  if (parent === page || !isOrigin(host)) return undefined;
  page.addEventListener("message", (event) => {
    if (event.origin !== host || event.source !== parent) return;
    const data: unknown = event.data;
    if (typeof data === "object" && data !== null && "terang" in data) hear(data as FromLoader);
  });
  return { tell: (message) => parent.postMessage(message, host) };
}

/** Whether the string is exactly an origin of the web ("https://shop.example", no path). */
export function isOrigin(value: string | null): value is string {
  if (!value) return false;
  try {
    const url = new URL(value);
    return (url.protocol === "https:" || url.protocol === "http:") && url.origin === value;
  } catch {
    return false;
  }
}
