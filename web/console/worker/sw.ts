// The service worker of /console/. It shows pushes, opens what was tapped, and keeps the shell for when there is no network:
// the page itself and files whose names change with their content. It never keeps an answer of the API, and never answers for it.
import { createLedger } from "../notify/ledger";

/** Put in by the build: the files of the shell, and a name that changes with them. */
declare const __SHELL__: readonly string[];
declare const __VERSION__: string;

interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waits {
  readonly data: { json(): unknown } | null;
}
interface Tapped extends Waits {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  readonly visibilityState: string;
  readonly focused: boolean;
  focus(): Promise<unknown>;
  postMessage(data: unknown): void;
}
/** The part of ServiceWorkerGlobalScope that is used. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(type: string, listener: (event: E) => void): void;
}

const scope = globalThis as unknown as Scope;
const HOME = "/console/";
const CACHE = `terang-console-${__VERSION__}`;
const ledger = createLedger(globalThis.indexedDB, () => Date.now());

/** Named by their content, so a copy is as good as the original. */
const isVersioned = (url: URL) => url.pathname.startsWith(`${HOME}assets/`);

scope.addEventListener<Waits>("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(__SHELL__.map((path) => new Request(path, { cache: "no-cache" })))),
  );
});

scope.addEventListener<Waits>("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("terang-console-") && name !== CACHE) await caches.delete(name);
    }
    await scope.clients.claim();
  };
  event.waitUntil(clean());
});

/** The page as the server has it now; without a network the one that is kept. */
async function shell(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) return answer;
    if (answer.status < 500) return answer;
    return (await caches.match(HOME, { cacheName: CACHE })) ?? answer;
  } catch (failure) {
    const kept = await caches.match(HOME, { cacheName: CACHE });
    if (kept) return kept;
    throw failure;
  }
}

async function versioned(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    await (await caches.open(CACHE)).put(request, copy);
  }
  return answer;
}

scope.addEventListener<Fetched>("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === HOME) event.respondWith(shell(request));
  else if (isVersioned(url)) event.respondWith(versioned(request));
});

/** A push, as the server writes it. */
interface Push {
  key: string;
  tag: string;
  kind: string;
  conversation?: string;
  title: string;
  body: string;
  lang: string;
}

const isPush = (data: unknown): data is Push =>
  typeof data === "object" && data !== null && "key" in data && "title" in data && "body" in data;

/** Shows a push, unless somebody looks at the console or an open tab has shown it. */
async function shown(data: unknown): Promise<void> {
  if (!isPush(data)) return;
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const looking = pages.some(
    (page) => new URL(page.url).pathname === HOME && page.visibilityState === "visible",
  );
  const options = {
    body: data.body,
    tag: data.tag,
    lang: data.lang,
    icon: `${HOME}pwa/icon-192.png`,
    badge: `${HOME}pwa/badge-96.png`,
    data: { conversation: data.conversation ?? "", key: data.key },
    renotify: true,
  };
  if (data.kind !== "test" && looking) return;
  if (data.kind !== "test" && !(await ledger.claim(data.key))) {
    // Shown by a tab that is open: what still stands is put in its own place without a sound, as browsers ask that a push shows.
    const standing = await scope.registration.getNotifications({ tag: data.tag });
    if (standing.length > 0)
      await scope.registration.showNotification(data.title, {
        ...options,
        silent: true,
        renotify: false,
      } as NotificationOptions);
    return;
  }
  await scope.registration.showNotification(data.title, options);
  await ledger.done(data.key);
}

scope.addEventListener<Pushed>("push", (event) => {
  let data: unknown = null;
  try {
    data = event.data?.json() ?? null;
  } catch {
    // Not ours.
  }
  event.waitUntil(shown(data));
});

/** Brings the console to the front, on the conversation that the notification is about. */
async function opened(conversation: string): Promise<void> {
  const pages = (await scope.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(
    (page) => new URL(page.url).pathname === HOME,
  );
  const page = pages.find((p) => p.focused) ?? pages.find((p) => p.visibilityState === "visible") ?? pages[0];
  if (!page) {
    await scope.clients.openWindow(
      conversation ? `${HOME}#/conversation/${encodeURIComponent(conversation)}` : HOME,
    );
    return;
  }
  await page.focus();
  if (conversation) page.postMessage({ open: conversation });
}

scope.addEventListener<Tapped>("notificationclick", (event) => {
  event.notification.close();
  const conversation: unknown = event.notification.data?.conversation;
  event.waitUntil(opened(typeof conversation === "string" ? conversation : ""));
});

/** A page says that its person wants the new version now. */
scope.addEventListener<MessageEvent>("message", (event) => {
  if (event.data === "take over") void scope.skipWaiting();
});
