// What the page knows of its server, and how it asks: all calls are to our own origin.
import type { Language } from "../shared/i18n";
import type { Sms } from "./story/beats";

/** GET /api/v1/demo/info. */
export interface DemoInfo {
  id: string;
  /** The widget key of the workspace. */
  key: string;
  brand: { name: string };
  /** The demo's agent, who is signed in here. */
  agent: { name: string };
  /** The customer whose phone is shown. */
  customer: { name: string; order: string };
  urls: { shop: string; console: string; brand: string; brand_docs: string };
  /** All brands of the demo. */
  brands: { id: string; name: string }[];
}

/** How the server is asked. */
export interface Ask {
  json: <T>(path: string, init?: RequestInit) => Promise<T>;
  text: (path: string) => Promise<string>;
}

const TIMEOUT_MS = 15_000;

/** Calls under /api/v1; anything but success is an error. */
export function createAsk(fetcher: typeof fetch, language: () => Language): Ask {
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("Accept-Language", language());
    const response = await fetcher(`/api/v1${path}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...init,
      headers,
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  };
  return {
    json: async <T>(path: string, init?: RequestInit) => {
      const response = await call(path, init);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
    text: async (path) => (await call(path)).text(),
  };
}

/** A call about one brand. */
export const of = (brand: string, path: string): string =>
  `${path}${path.includes("?") ? "&" : "?"}brand=${encodeURIComponent(brand)}`;

/** The brand of an id; the first where there is none of it. */
export const demoInfo = async (ask: Ask, brand: string): Promise<DemoInfo> =>
  brand
    ? ask.json<DemoInfo>(of(brand, "/demo/info")).catch(() => ask.json("/demo/info"))
    : ask.json("/demo/info");

/** Signs the demo's agent of a brand in here. */
export const enter = (ask: Ask, brand: string): Promise<void> =>
  ask.json(of(brand, "/demo/enter"), { method: "POST" });

/** The messages to the make-believe phones of a brand after `since`. */
export const phoneMessages = (
  ask: Ask,
  brand: string,
  since: number,
): Promise<{ items: Sms[]; next: number }> => ask.json(of(brand, `/demo/phone?since=${since}`));

/** Forgets the chat that this browser holds, so that the phone begins anew. */
export function forgetChat(storage: Storage, key: string): void {
  const prefix = `terang:${key}:`;
  for (const name of Object.keys(storage)) if (name.startsWith(prefix)) storage.removeItem(name);
}

/** The conversation of the chat that this browser holds, "" where there is none. */
export function chatConversation(storage: Storage, key: string): string {
  try {
    const value: unknown = JSON.parse(storage.getItem(`terang:${key}:conversation`) ?? '""');
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
