// Puts the page's parts together: the phone with its SMS, the inbox, the log, and the story that plays in
// them. Views take it from a context and only show it.
import { batch, computed, effect, signal } from "@preact/signals";
import { type Language, language } from "../shared/i18n";
import { createWorld } from "./happen";
import { createProofLog } from "./proof/log";
import {
  beatAt,
  type LeadKey,
  type Memory,
  newMemory,
  type OutcomeKey,
  type Props,
  type Sms,
} from "./story/beats";
import { type Gate, Hand, NotThere, type Pointing, type Tempo } from "./story/hand";
import { InboxScreen } from "./story/inbox";
import { PhoneScreen } from "./story/phone";
import { createPlayer } from "./story/player";
import { scriptOf } from "./story/script";
import { moving, type Part } from "./story/story";
import { t } from "./texts";
import { type Ask, chatConversation, type DemoInfo, forgetChat, phoneMessages } from "./world";

const LOOK_PLAYING_MS = 500;
const LOOK_IDLE_MS = 1_500;
const SMS_SHOWN_MS = 12_000;
const CLOCK_MS = 10_000;
const WIDE = "(min-width: 1200px)";
const PROOF_MS = 15_000;

/** What the caption can say of a beat. */
export type CaptionKey = LeadKey | OutcomeKey;

export function createStage(info: DemoInfo, ask: Ask, tempo: () => Tempo, page: Window) {
  const wait = (ms: number) => new Promise<void>((resolve) => page.setTimeout(resolve, ms));
  const script = scriptOf(info.id);
  const world = createWorld(ask, info.id, wait);
  /** Who is who, for the captions. */
  const names = { customer: info.customer.name.split(" ")[0] ?? "", agent: info.agent.name };
  const endings: (() => void)[] = [];
  let over = false;
  const log = createProofLog(ask, info.key);
  const tab = signal<Part>("phone");
  /** Whether the three parts stand beside each other. */
  const room = page.matchMedia(WIDE);
  const wide = signal(room.matches);
  const turned = () => {
    wide.value = room.matches;
  };
  room.addEventListener("change", turned);
  endings.push(() => room.removeEventListener("change", turned));
  const clock = signal(Date.now());
  const sms = signal<readonly Sms[]>([]);
  /** The SMS that the phone shows as a notification now. */
  const banner = signal<Sms | null>(null);
  const pointing = { phone: signal<Pointing | null>(null), inbox: signal<Pointing | null>(null) };
  /** Raised to load the phone's chat anew; 0 takes it away. */
  const chat = signal(1);
  const caption = signal<CaptionKey | null>(null);
  const frames: { phone: HTMLIFrameElement | null; inbox: HTMLIFrameElement | null } = {
    phone: null,
    inbox: null,
  };
  let memory: Memory = newMemory();
  let smsNext = 0;
  let chats = 1;
  let stopBanner = 0;

  const player = createPlayer(
    {
      length: script.beats.length,
      part: (beat) => beatAt(script, beat).part,
      perform,
      reset: () => {
        memory = newMemory();
        renewChat();
        batch(() => {
          caption.value = null;
          banner.value = null;
          tab.value = "phone";
          pointing.phone.value = null;
          pointing.inbox.value = null;
        });
        log.close();
        if (frames.inbox?.contentWindow) frames.inbox.contentWindow.location.hash = "#/queue";
      },
    },
    wait,
  );
  const { story } = player;

  /** The part that the story asks to look at; null where it does not play. */
  const focus = computed<Part | null>(() =>
    story.value.phase === "idle" || story.value.phase === "done"
      ? null
      : beatAt(script, story.value.beat).part,
  );

  /** Takes the chat away, forgets it, and opens it again: another customer has taken the phone. */
  function renewChat(): void {
    chat.value = 0;
    // Once the frame is gone nothing writes to its storage any more.
    page.setTimeout(() => {
      forgetChat(page.localStorage, info.key);
      chat.value = ++chats;
    }, 0);
  }

  async function perform(index: number, gate: Gate): Promise<void> {
    const { phone: phoneFrame, inbox: inboxFrame } = frames;
    if (!phoneFrame && chat.peek() !== 0) throw new NotThere("panel");
    if (!inboxFrame) throw new NotThere("console");
    const beat = beatAt(script, index);
    batch(() => {
      tab.value = beat.part;
      // What was said last stays until there is something new to say.
      caption.value ??= `beat_${beat.id}`;
    });
    const pace = tempo();
    const hand = (part: "phone" | "inbox") =>
      new Hand(
        () => frames[part],
        gate,
        pace,
        (at) => {
          pointing[part].value = at;
        },
      );
    const phone = new PhoneScreen(hand("phone"), gate.sleep);
    const props: Props = {
      lines: script.lines[language.peek()],
      phone,
      inbox: new InboxScreen(hand("inbox")),
      memory,
      conversation: () =>
        phone.hand.until("panel", () => chatConversation(page.localStorage, info.key) || null, PROOF_MS),
      freshChat: async () => {
        renewChat();
        await gate.sleep(LOOK_PLAYING_MS);
      },
      sms: (kind, since) => sms.peek().find((m) => m.kind === kind && m.id > since),
      lastSms: () => sms.peek().at(-1)?.id ?? 0,
      prove: async (seq) => {
        const conversation = await props.conversation();
        const leaf = await log.leafOf(conversation, seq);
        if (!leaf) throw new NotThere("proof");
        const { report } = await log.check(leaf);
        await gate.pass();
        if (!report?.ok) throw new NotThere("proof");
      },
      hush: () => show(null),
      lead: (key) => {
        caption.value = key;
      },
      caption: async (key = `beat_${beat.id}`) => {
        caption.value = key;
        await phone.hand.read(t(key, names));
      },
    };
    try {
      await beat.play(props);
    } finally {
      pointing.phone.value = null;
      pointing.inbox.value = null;
    }
  }

  function show(message: Sms | null): void {
    page.clearTimeout(stopBanner);
    banner.value = message;
    if (message) stopBanner = page.setTimeout(() => show(null), SMS_SHOWN_MS);
  }

  /** Looks for new SMS and leaves, while somebody looks at the page. */
  async function look(): Promise<void> {
    while (!over) {
      if (page.document.visibilityState === "visible") {
        await Promise.all([log.refresh(), readPhone().catch(() => undefined)]);
      }
      await wait(moving(story.peek()) ? LOOK_PLAYING_MS : LOOK_IDLE_MS);
    }
  }

  let firstLook = true;
  async function readPhone(): Promise<void> {
    const got = await phoneMessages(ask, info.id, smsNext);
    smsNext = Math.max(smsNext, got.next);
    const fresh = got.items;
    // What came before the page was opened stays in the phone, but no longer rings.
    if (fresh.length > 0) {
      sms.value = [...sms.value, ...fresh];
      if (!firstLook) show(fresh.at(-1) ?? null);
    }
    firstLook = false;
  }

  /** A person who types or presses inside a frame takes over; the story's own hand is not trusted by the browser. */
  function watch(frame: HTMLIFrameElement): void {
    const inside = frame.contentWindow;
    if (!inside) return;
    const touched = (event: Event) => {
      const key = event instanceof (inside as Window & typeof globalThis).KeyboardEvent ? event.key : "";
      if (event.isTrusted && !PASSIVE_KEYS.has(key)) player.tell({ type: "touched" });
    };
    inside.addEventListener("pointerdown", touched, { capture: true });
    inside.addEventListener("keydown", touched, { capture: true });
  }

  function tellConsole(lang: Language): void {
    frames.inbox?.contentWindow?.postMessage({ terang: "console", language: lang }, page.location.origin);
  }

  return {
    info,
    script,
    world,
    names,
    log,
    player,
    story,
    focus,
    tab,
    wide,
    clock,
    sms,
    banner,
    pointing,
    chat,
    caption,
    show,
    /** A frame was put on the page, or taken away. */
    frame(part: "phone" | "inbox", frame: HTMLIFrameElement | null): void {
      frames[part] = frame;
    },
    /** A frame has loaded a page. */
    loaded(part: "phone" | "inbox"): void {
      const frame = frames[part];
      if (frame) watch(frame);
      if (part === "inbox") tellConsole(language.peek());
    },
    /** The story is told in one language from its beginning. */
    speak(lang: Language): void {
      if (lang === language.peek()) return;
      language.value = lang;
      tellConsole(lang);
      player.tell({ type: "restart" });
    },
    start(): void {
      void look();
      const ticking = page.setInterval(() => {
        clock.value = Date.now();
      }, CLOCK_MS);
      endings.push(
        () => page.clearInterval(ticking),
        effect(() => {
          page.document.documentElement.lang = language.value;
          page.document.title = t("title");
        }),
      );
    },
    /** Another brand takes the stage. */
    stop(): void {
      over = true;
      player.tell({ type: "pause" });
      page.clearTimeout(stopBanner);
      for (const end of endings.splice(0)) end();
    },
  };
}

/** Keys that only move or are held. */
const PASSIVE_KEYS = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "CapsLock", "Escape"]);

export type Stage = ReturnType<typeof createStage>;
