// This browser's part in web push: whether it can be told, and being told for as long as the session lasts.
import type { Request } from "../core/http";
import { read, type Store, write } from "../core/storage";
import type { Notifications } from "./setting";

/**
 * insecure, unsupported: cannot · denied: the person said no · off: not asked for · open: shown while a page is open ·
 * on: pushed too.
 */
export type Reach = "insecure" | "unsupported" | "denied" | "off" | "open" | "on";

const KEY = "terang.console.push";

/** What the browser allows, before anything was asked of a push service. */
export function allowed(): "insecure" | "unsupported" | NotificationPermission {
  if (!globalThis.isSecureContext) return "insecure";
  if (typeof Notification === "undefined" || !("serviceWorker" in navigator)) return "unsupported";
  return Notification.permission;
}

/** The page's service worker once it works; null where there is none, or it does not begin in time. */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 4000));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** "Firefox · Android": enough to tell one's devices apart. */
export function deviceName(agent: string): string {
  const first = (...pairs: [RegExp, string][]) => pairs.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = first(
    [/Edg/, "Edge"],
    [/OPR/, "Opera"],
    [/Firefox/, "Firefox"],
    [/SamsungBrowser/, "Samsung Internet"],
    [/Chrom/, "Chrome"],
    [/Safari/, "Safari"],
  );
  const system = first(
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Mac OS/, "macOS"],
    [/Windows/, "Windows"],
    [/Linux|CrOS/, "Linux"],
  );
  return [browser, system].filter(Boolean).join(" · ");
}

/** A subscription under the house's present key; one under an older key is worth nothing. */
async function subscription(manager: PushManager, key: string): Promise<PushSubscription> {
  const held = await manager.getSubscription();
  if (held && textOf(held.options.applicationServerKey) === key) return held;
  await held?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

/** Sees to it that this browser is pushed to. `known` is how the server has it now. */
export async function subscribe(
  request: Request,
  store: Store,
  known: Notifications,
): Promise<{ reach: Reach; now: Notifications }> {
  const can = allowed();
  if (can === "insecure" || can === "unsupported" || can === "denied") return { reach: can, now: known };
  if (can !== "granted") return { reach: "off", now: known };
  const registration = await worker();
  if (!registration?.pushManager || known.public_key === "") return { reach: "open", now: known };
  try {
    const made = await subscription(registration.pushManager, known.public_key);
    const stamp = `${made.endpoint}#${known.public_key}`;
    if (known.browsers.some((b) => b.here) && read(store, KEY) === stamp) return { reach: "on", now: known };
    const now = await request<Notifications>("PUT", "/me/notifications/push", {
      credential: {
        endpoint: made.endpoint,
        p256dh: textOf(made.getKey("p256dh")),
        auth: textOf(made.getKey("auth")),
      },
      device: deviceName(navigator.userAgent),
    });
    write(store, KEY, stamp);
    return { reach: "on", now };
  } catch {
    // No push service of the browser's answers, or the server does not know it: what is open still tells.
    return { reach: "open", now: known };
  }
}

/** This browser is no longer pushed to. */
export async function unsubscribe(request: Request, store: Store): Promise<void> {
  store.removeItem(KEY);
  const registration = await worker();
  const held = await registration?.pushManager?.getSubscription();
  await held?.unsubscribe();
  await request("DELETE", "/me/notifications/push");
}
