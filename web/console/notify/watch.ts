// Tells the agent of occasions: a sound, and a notification while nobody looks at any tab. Every tab hears of everything; the
// ledger lets one of them tell it, and another where that one was closed in between.
import { effect, signal } from "@preact/signals";
import { chime } from "../core/alerts";
import type { Console } from "../core/console";
import type { Occasion } from "../core/occasion";
import { createLedger } from "./ledger";
import { type Reach, subscribe, unsubscribe, worker } from "./push";
import { DEFAULTS, type Notifications, type Setting, wants } from "./setting";
import { t } from "./texts";

/** A tab that is looked at goes first: it may sound, and nothing has to be shown. */
const HIDDEN_WAITS_MS = 250;
/** Several at once sound once. */
const SOUND_EVERY_MS = 1500;
const LOOKING_AGAIN_MS = 45_000;
const LOCK = "terang.looking";

/** How this browser is told, and what the agent wants; for the page of settings. */
export const reach = signal<Reach>("off");
export const known = signal<Notifications | null>(null);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const visible = () => document.visibilityState === "visible";

/** Whether somebody looks at any tab of the console. */
async function anyLooking(): Promise<boolean> {
  if (visible()) return true;
  const held = await navigator.locks?.query().catch(() => null);
  return held?.held?.some((lock) => lock.name === LOCK) ?? false;
}

export function startWatch(console: Console) {
  const { world, prefs, request, occasions } = console;
  const ledger = createLedger(globalThis.indexedDB, () => world.now().getTime());
  const page = world.newId();
  let audio: AudioContext | null = null;
  let sounded = 0;
  let stopped = false;

  const setting = (): Setting => known.peek()?.setting ?? DEFAULTS;
  const loaded = request<Notifications>("GET", "/me/notifications").then(
    (now) => {
      known.value = now;
    },
    () => {}, // what everybody has unless they chose holds
  );

  function sound(): void {
    const now = world.now().getTime();
    if (!prefs.peek().sound || now - sounded < SOUND_EVERY_MS) return;
    sounded = now;
    try {
      audio ??= new AudioContext();
      void audio.resume();
      chime(audio);
    } catch {
      // No audio device, or none allowed yet.
    }
  }

  async function show({ kind, conversation, name, words, key }: Occasion): Promise<void> {
    if (
      !prefs.peek().notify ||
      world.embedded ||
      typeof Notification === "undefined" ||
      Notification.permission !== "granted"
    )
      return;
    const { detail } = setting();
    const who = name || t("someone");
    const body =
      detail === "kind" ? t("open_it") : detail === "words" && words ? `${who}: ${words.slice(0, 160)}` : who;
    const options = {
      body,
      tag: conversation,
      lang: prefs.peek().language,
      icon: "/console/pwa/icon-192.png",
      badge: "/console/pwa/badge-96.png",
      data: { conversation, key },
      silent: true,
      renotify: true,
    };
    const registration = await worker();
    if (registration) return registration.showNotification(t(`told_${kind}`), options);
    const shown = new Notification(t(`told_${kind}`), options);
    shown.onclick = () => {
      window.focus();
      goTo(conversation);
      shown.close();
    };
  }

  const goTo = (conversation: string) =>
    console.go({ page: "inbox", view: "all", conversation, panel: false });

  /** The conversation is before the agent's eyes: nothing has to be said. */
  const seen = (o: Occasion) =>
    visible() && o.kind !== "due" && o.kind !== "broken" && console.openId.peek() === o.conversation;

  async function told(o: Occasion, second = false): Promise<void> {
    await loaded;
    if (stopped || !wants(setting(), o.kind, world.now())) return;
    if (!visible()) await pause(HIDDEN_WAITS_MS);
    if (!(await ledger.claim(o.key))) {
      if (second) return;
      await pause(ledger.again);
      return told(o, true);
    }
    if (!seen(o)) {
      sound();
      if (!(await anyLooking())) await show(o).catch(() => {});
    }
    await ledger.done(o.key);
  }

  const stops: (() => void)[] = [occasions.attach((o) => void told(o))];

  /** What is read needs no notification any more. */
  const clear = (conversation: string) =>
    void worker().then(async (registration) => {
      for (const shown of (await registration?.getNotifications({ tag: conversation })) ?? []) shown.close();
    });
  // While this tab is looked at: it holds a lock that the others see, and the server is told, so that no phone rings.
  let letGo: (() => void) | null = null;
  let stopAgain: (() => void) | null = null;
  const tellLooking = (on: boolean) => {
    stopAgain?.();
    stopAgain = on ? world.later(() => tellLooking(true), LOOKING_AGAIN_MS) : null;
    world
      .fetch("/api/v1/me/looking", {
        method: "PUT",
        keepalive: true,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ page, on }),
      })
      .catch(() => {});
  };
  const look = () => {
    const on = visible() && !stopped;
    if (on === (letGo !== null)) return;
    tellLooking(on);
    if (!on) {
      letGo?.();
      letGo = null;
      return;
    }
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    navigator.locks?.request(LOCK, { mode: "shared" }, () => held).catch(() => {});
    const here = console.openId.peek();
    if (here) clear(here);
  };
  const leave = () => letGo && tellLooking(false);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  look();

  stops.push(
    effect(() => {
      const id = console.openId.value;
      if (id && visible() && reach.peek() !== "off") clear(id);
    }),
  );

  const fromWorker = (event: MessageEvent) => {
    const open: unknown = event.data?.open;
    if (typeof open === "string") goTo(open);
  };
  navigator.serviceWorker?.addEventListener("message", fromWorker);

  /** Brings this browser in line with what was chosen. */
  async function settle(): Promise<void> {
    await loaded;
    const now = known.peek();
    if (stopped || world.embedded || !now) return;
    if (!prefs.peek().notify) {
      reach.value = "off";
      return;
    }
    const { reach: how, now: after } = await subscribe(request, world.store, now);
    if (stopped) return;
    reach.value = how;
    known.value = after;
  }
  void settle();

  return {
    settle,
    /** Shows one in this browser, now. */
    async test(): Promise<void> {
      sound();
      const registration = await worker();
      await registration?.showNotification(t("told_reply"), {
        body: t("open_it"),
        tag: "test",
        icon: "/console/pwa/icon-192.png",
        data: { conversation: "" },
      });
    },
    /** No longer in this browser. */
    async off(): Promise<void> {
      console.prefer({ notify: false });
      reach.value = "off";
      await unsubscribe(request, world.store);
      known.value = await request<Notifications>("GET", "/me/notifications");
    },
    stop(): void {
      stopped = true;
      look();
      for (const stop of stops) stop();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", leave);
      navigator.serviceWorker?.removeEventListener("message", fromWorker);
      known.value = null;
      reach.value = "off";
    },
  };
}

export type Watch = ReturnType<typeof startWatch>;
