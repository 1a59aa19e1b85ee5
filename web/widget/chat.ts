// The customer's side of one conversation: session, live stream, outbox and order put together, as signals
// that the components show. It draws nothing and reads nothing from the page; all that it needs is given.
import type { Attachment, Brand, ChatState, Message, QuickReply, Typing } from "../shared/api";
import { type Language, language } from "../shared/i18n";
import { backoff } from "./backoff";
import { Client, Refused, Unreachable } from "./client";
import { Outbox, type OutItem } from "./outbox";
import { batch, computed, signal } from "./signals";
import type { ServerEvent } from "./sse";
import type { Lock, Store } from "./storage";
import { type Link, Stream } from "./stream";
import { Timeline } from "./timeline";

/** What the chat needs from its page. */
export interface ChatEnv {
  key: string;
  base: string;
  store: Store;
  lock: Lock;
  fetch: typeof fetch;
  now: () => number;
  random: () => number;
  newId: () => string;
}

/** Whether the chat can be used: being opened, usable, away, or refused by the server for good. */
export type Phase = "opening" | "ready" | "away" | "refused";

/** What is kept on the device so that a reload without a network still shows who speaks and what was said. */
interface Glimpse {
  conversation: string;
  brand: Brand;
  state: ChatState;
  messages: Message[];
}

const PAGE = 50;
const GLIMPSE_MESSAGES = 30;
/** An answer to a POST often overtakes the stream by a moment: that is no hole yet. */
const HOLE_GRACE_MS = 300;
const MAX_FILLS = 5;
const TYPING_SHOWN_MS = 8_000;
const TYPING_SENT_MS = 3_000;
const SEEN_MS = 400;
const KEEP_MS = 200;

const START: ChatState = {
  position: 0,
  handled: 0,
  holder: "assistant",
  agent: null,
  status: "open",
  queue: null,
};

export class Chat {
  readonly phase = signal<Phase>("opening");
  readonly problem = signal("");
  readonly link = signal<Link>("connecting");
  readonly brand = signal<Brand | null>(null);
  readonly state = signal<ChatState>(START);
  readonly messages = signal<readonly Message[]>([]);
  readonly outgoing = signal<OutItem[]>([]);
  readonly older = signal<"none" | "some" | "loading">("none");
  readonly typing = signal<Typing["author"] | "">("");
  /** A wish for a person (or back) that the server has not heard yet; it survives a reload. */
  readonly wish = signal<"person" | "assistant" | "">("");
  readonly seen = signal(0);
  /** Whether the customer is looking: the panel is open and its page in front. */
  readonly watching = signal(false);
  /** Outbound messages that were not seen. */
  readonly unread = computed(
    () => this.messages.value.filter((m) => m.direction === "out" && m.seq > this.seen.value).length,
  );

  readonly client: Client;
  readonly #outbox: Outbox;
  readonly #stream: Stream;
  readonly #timeline = new Timeline();
  #conversation = "";
  #opening = false;
  #attempt = 0;
  #fills = 0;
  #telling = false;
  #wishes = 0;
  #stopped = false;
  #typingSentAt = 0;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  readonly #env: ChatEnv;

  constructor(env: ChatEnv) {
    this.#env = env;
    this.client = new Client({
      base: env.base,
      fetch: env.fetch,
      now: env.now,
      token: () => this.token(),
      language: () => language.peek(),
    });
    this.#outbox = new Outbox({
      store: env.store,
      prefix: this.#name("out:"),
      lock: env.lock,
      now: env.now,
      random: env.random,
      newId: env.newId,
      send: (item) => this.#post(item),
      changed: () => this.#show(),
    });
    this.#stream = new Stream({
      open: (since, abort) => this.client.stream(since, abort),
      since: () => this.#timeline.last,
      event: (event) => this.#hear(event),
      link: (link) => this.#linked(link),
      unauthorized: () => this.#reopen(),
      refused: () => void this.#catchUp(),
      random: env.random,
    });
  }

  /** Shows what is kept on the device, then opens the session and goes live. */
  start(): void {
    const glimpse = this.#env.store.get<Glimpse>(this.#name("glimpse"));
    batch(() => {
      this.seen.value = this.#env.store.get<number>(this.#name("seen")) ?? 0;
      this.wish.value = this.#env.store.get<"person" | "assistant">(this.#name("wish")) ?? "";
      if (glimpse && this.token()) {
        this.#conversation = glimpse.conversation;
        this.brand.value = glimpse.brand;
        this.state.value = glimpse.state;
        this.#timeline.base(glimpse.messages);
        this.phase.value = "ready";
      }
      this.#show();
    });
    void this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#stream.stop();
    this.#outbox.stop();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** The browser says that the network is back (or the customer asks to try now). */
  online(): void {
    this.#attempt = 0;
    if (this.#timers.has("open")) {
      this.#cancel("open");
      void this.#open();
    }
    this.#stream.kick();
    this.#outbox.kick();
  }

  /** The browser says that the network is gone. */
  offline(): void {
    this.#stream.drop();
  }

  /** The page goes, or may go: what is still to be kept is kept now. */
  leaving(): void {
    if (!this.#timers.has("keep")) return;
    this.#cancel("keep");
    this.#keepNow();
  }

  /** Another tab changed what lies on the device. */
  stored(key: string | null): void {
    if (key === null || key.startsWith(this.#name("out:"))) {
      this.#show();
      this.#outbox.nudge();
    }
    if (key === this.#name("conversation") && this.#conversation) {
      // Another tab had to begin anew: follow it.
      if (this.#env.store.get(key) !== this.#conversation) this.#reopen();
    }
  }

  /** Says something. False where the outbox is full. */
  say(text: string, reply?: Pick<OutItem, "choice" | "reply_to" | "files">): boolean {
    this.#typingSentAt = 0;
    return this.#outbox.add({ text, ...reply });
  }

  pick(reply: QuickReply, message: Message): boolean {
    return this.say(reply.label, { choice: reply.value, reply_to: message.seq });
  }

  retry(): void {
    this.#outbox.retry();
  }

  /** Takes a failed message back; its text goes to the composer. */
  takeBack(clientId: string): string {
    const text = this.#outbox.take(clientId)?.text ?? "";
    this.#show();
    return text;
  }

  /** Asks for a person, or to go back to the assistant; kept until the server has heard it. */
  async ask(wish: "person" | "assistant"): Promise<void> {
    this.wish.value = wish;
    this.#wishes = 0;
    this.#env.store.set(this.#name("wish"), wish);
    await this.#tellWish();
  }

  /** Asks to be called or written to instead of waiting here. */
  async reach(kind: "call" | "write", to: string, from: string | null): Promise<void> {
    const held = await this.client.reach(kind, to, from);
    batch(() => this.#update({ ...this.state.peek(), ...held }));
  }

  async answerSurvey(score: number, comment: string, message: Message, smooth?: number): Promise<void> {
    await this.client.survey(message.seq, score, comment, smooth);
    if (message.survey) this.#receive({ ...message, survey: { ...message.survey, answered: score } });
  }

  chooseLanguage(lang: Language): void {
    language.value = lang;
    this.#env.store.set(this.#name("language"), lang);
    this.#env.store.set(this.#name("language_due"), true);
    void this.#tellLanguage();
  }

  /** Tells the person at the other end, at most every few seconds. The machine does not wait for it. */
  isTyping(): void {
    const now = this.#env.now();
    if (this.state.value.holder === "assistant" || now - this.#typingSentAt < TYPING_SENT_MS) return;
    this.#typingSentAt = now;
    this.client.typing(true).catch(() => undefined);
  }

  /** Fetches a message again: live ones do not tell the place of their receipt. */
  async refresh(seq: number): Promise<void> {
    const page = await this.client.messages({ since: seq - 1, limit: 1 });
    for (const m of page.messages) if (m.seq === seq) this.#receive(m);
  }

  async loadOlder(): Promise<void> {
    const first = this.messages.value[0];
    if (!first || this.older.value !== "some") return;
    this.older.value = "loading";
    try {
      const page = await this.client.messages({ before: first.seq, limit: PAGE });
      this.#timeline.prepend(page.messages);
    } finally {
      this.#show();
    }
  }

  /** What is on the screen now has been seen. */
  markSeen(): void {
    const last = this.#timeline.last;
    if (!this.watching.peek() || last <= this.seen.peek()) return;
    this.seen.value = last;
    // Kept on the device only once the server knows it: a page that goes before that tells it when it is back.
    this.#later("seen", SEEN_MS, () => {
      const seq = this.seen.peek();
      const keep = () => this.#env.store.set(this.#name("seen"), seq);
      void this.client.seen(seq).then(keep, () => undefined);
    });
  }

  get base(): string {
    return this.#env.base;
  }

  token(): string | undefined {
    return this.#env.store.get(this.#name("token"));
  }

  /** What is attached and not sent: given it is kept on the device, else told. */
  keep(files?: readonly Attachment[]): readonly Attachment[] {
    if (files) this.#env.store.set(this.#name("files"), files);
    return this.#env.store.get(this.#name("files")) ?? [];
  }

  #name(what: string): string {
    return `terang:${this.#env.key}:${what}`;
  }

  // ---- session ----

  async #open(): Promise<void> {
    if (this.#opening || this.#stopped) return;
    this.#opening = true;
    try {
      // Two tabs that open at once must not make two conversations.
      const session = await this.#env.lock(this.#name("session"), () => this.#session());
      if (this.#stopped) return;
      batch(() => {
        if (this.#conversation !== session.conversation_id) this.#begin(session.conversation_id);
        this.brand.value = session.brand;
        this.#timeline.base(session.messages);
        this.phase.value = "ready";
        this.#update({
          ...START,
          ...this.state.peek(),
          position: session.position,
          handled: session.handled ?? this.state.peek().handled,
          holder: session.holder,
          agent: session.agent,
          queue: session.queue,
          promises: session.promises ?? [],
          status: session.status ?? "open",
        });
        this.#show();
      });
      this.#stream.start();
      this.#outbox.kick();
      void this.#tellWish();
      void this.#tellLanguage();
    } catch (error) {
      this.#notOpened(error);
    } finally {
      this.#opening = false;
    }
  }

  /** Another conversation than the one on the screen: nothing of the old one counts. */
  #begin(conversation: string): void {
    const renewed =
      this.#conversation !== "" || this.#env.store.get(this.#name("conversation")) !== conversation;
    this.#conversation = conversation;
    this.#timeline.clear();
    this.state.value = START;
    if (renewed) {
      this.seen.value = 0;
      this.#env.store.remove(this.#name("seen"));
    }
    this.#env.store.set(this.#name("conversation"), conversation);
  }

  async #session() {
    const had = this.token();
    const call = () => this.client.openSession(this.#env.key, language.peek());
    let session: Awaited<ReturnType<typeof call>>;
    try {
      session = await call();
    } catch (error) {
      // A token of another time or place: begin anew. What lies in the outbox stays.
      const stale = error instanceof Refused && [401, 403, 404].includes(error.status);
      if (!had || !stale) throw error;
      this.#env.store.remove(this.#name("token"));
      session = await call();
    }
    this.#env.store.set(this.#name("token"), session.token);
    return session;
  }

  #notOpened(error: unknown): void {
    const refused = error instanceof Refused ? error : undefined;
    if (refused && !refused.later) {
      this.phase.value = "refused";
      this.problem.value = refused.detail;
      return;
    }
    if (this.phase.peek() !== "ready") this.phase.value = "away";
    this.link.value = "down";
    const wait = backoff(this.#attempt++, this.#env.random, refused?.retryAfterMs);
    this.#later("open", wait, () => void this.#open());
  }

  #reopen(): void {
    this.#stream.stop();
    this.#later("open", backoff(this.#attempt++, this.#env.random), () => void this.#open());
  }

  // ---- in ----

  #linked(link: Link): void {
    const before = this.link.peek();
    this.link.value = link;
    if (link === "live" && before !== "live") {
      this.#attempt = 0;
      this.#outbox.kick();
      void this.#tellWish();
      void this.#tellLanguage();
    }
    if (link === "down") this.typing.value = "";
  }

  #hear(event: ServerEvent): void {
    let data: unknown;
    try {
      data = JSON.parse(event.data);
    } catch {
      return; // a newer server's event, or a broken one: the numbering will show what is missing
    }
    if (event.event === "message") this.#receive(data as Message);
    else if (event.event === "state") batch(() => this.#update(data as ChatState));
    else if (event.event === "typing") this.#heardTyping(data as Typing);
  }

  #receive(message: Message): void {
    batch(() => {
      const outcome = this.#timeline.apply(message);
      if (outcome === "gap") this.#later("fill", HOLE_GRACE_MS, () => void this.#fill());
      if (message.client_id) this.#outbox.settle(message.client_id);
      if (message.direction === "out") this.typing.value = "";
      this.#show();
    });
  }

  /** Fetches what lies between the last message shown and those that wait behind a hole. */
  async #fill(): Promise<void> {
    if (this.#timeline.held.length === 0) {
      this.#fills = 0;
      return;
    }
    try {
      const page = await this.client.messages({ since: this.#timeline.last, limit: PAGE });
      this.#timeline.fill(page.messages);
      if (this.#timeline.held.length > 0 && ++this.#fills >= MAX_FILLS) this.#timeline.release();
      this.#show();
    } catch {
      // Tried again below; a new connection fills it as well.
    }
    if (this.#timeline.held.length > 0 && !this.#stopped) {
      this.#later("fill", backoff(this.#fills, this.#env.random), () => void this.#fill());
    } else this.#fills = 0;
  }

  /** The server answers but has no live connection to give: ask for what is new. */
  async #catchUp(): Promise<void> {
    try {
      const { messages, ...state } = await this.client.messages({ since: this.#timeline.last, limit: PAGE });
      batch(() => {
        this.#timeline.fill(messages);
        for (const m of messages) if (m.client_id) this.#outbox.settle(m.client_id);
        this.#update(state);
        this.#show();
      });
    } catch {
      // Tried again after the stream's next back-off.
    }
  }

  #heardTyping(typing: Typing): void {
    this.typing.value = typing.on ? typing.author : "";
    if (typing.on) {
      this.#later("typing", TYPING_SHOWN_MS, () => {
        this.typing.value = "";
      });
    }
  }

  #update(state: ChatState): void {
    this.state.value = { ...state, handled: Math.max(state.handled ?? 0, this.state.peek().handled) };
    const wish = this.wish.peek();
    const granted = wish === "person" ? state.holder !== "assistant" : state.holder !== "queue";
    if (wish && granted) this.#forgetWish();
    this.#keep();
  }

  // ---- out ----

  async #post(item: OutItem): Promise<void> {
    if (!this.token()) throw new Unreachable("no session yet");
    try {
      const { message } = await this.client.send({
        client_id: item.client_id,
        text: item.text,
        choice: item.choice,
        reply_to: item.reply_to,
        attachments: item.files?.map((f) => f.id),
      });
      this.#receive({ ...message, client_id: message.client_id ?? item.client_id });
    } catch (error) {
      if (error instanceof Refused && error.status === 401) this.#reopen();
      throw error;
    }
  }

  async #tellWish(): Promise<void> {
    const wish = this.wish.peek();
    if (!wish || this.#telling || !this.token()) return;
    this.#telling = true;
    try {
      const held = await (wish === "person" ? this.client.person() : this.client.assistant());
      batch(() => {
        if (this.wish.peek() === wish) this.#forgetWish();
        if (held?.holder)
          this.#update({ ...this.state.peek(), holder: held.holder, queue: held.queue ?? null });
      });
    } catch (error) {
      if (error instanceof Refused && !error.later) this.#forgetWish();
      else this.#later("wish", backoff(this.#wishes++, this.#env.random), () => void this.#tellWish());
    } finally {
      this.#telling = false;
    }
    if (this.wish.peek() && this.wish.peek() !== wish) void this.#tellWish();
  }

  #forgetWish(): void {
    this.#wishes = 0;
    this.wish.value = "";
    this.#env.store.remove(this.#name("wish"));
  }

  async #tellLanguage(): Promise<void> {
    if (!this.#env.store.get(this.#name("language_due")) || !this.token()) return;
    try {
      await this.client.chooseLanguage(language.peek());
      this.#env.store.remove(this.#name("language_due"));
    } catch {
      // Kept; told again as soon as the link is back.
    }
  }

  // ---- show and keep ----

  #show(): void {
    batch(() => {
      const before = this.messages.peek();
      this.messages.value = this.#timeline.messages;
      if (this.older.peek() !== "loading" || before !== this.#timeline.messages) {
        this.older.value = this.#timeline.older ? "some" : "none";
      }
      this.outgoing.value = this.#pending();
      this.markSeen();
    });
    if (this.#conversation) this.#keep();
  }

  /** One's own messages that have no place in the order yet. */
  #pending(): OutItem[] {
    const held: OutItem[] = this.#timeline.held
      .filter((m) => m.direction === "in")
      .map((m) => ({
        client_id: m.client_id ?? m.id,
        text: m.text,
        at: Date.parse(m.at),
        state: "sending",
        tries: 0,
      }));
    const placed = new Set(this.#timeline.messages.map((m) => m.client_id));
    for (const m of held) placed.add(m.client_id);
    return [...held, ...this.#outbox.items().filter((i) => !placed.has(i.client_id))];
  }

  #keep(): void {
    // Not on every message of a burst: writing to the device blocks the page. A burst does not put it off either.
    if (this.#conversation && !this.#timers.has("keep")) this.#later("keep", KEEP_MS, () => this.#keepNow());
  }

  #keepNow(): void {
    const brand = this.brand.peek();
    if (!brand || !this.#conversation) return;
    const messages = this.#timeline.messages.slice(-GLIMPSE_MESSAGES);
    const glimpse: Glimpse = {
      conversation: this.#conversation,
      brand,
      state: this.state.peek(),
      messages,
    };
    this.#env.store.set(this.#name("glimpse"), glimpse);
  }

  /** Runs work once after ms; a second call under the same name replaces the first. */
  #later(what: string, ms: number, work: () => void): void {
    this.#cancel(what);
    if (this.#stopped) return;
    this.#timers.set(
      what,
      setTimeout(() => {
        this.#timers.delete(what);
        work();
      }, ms),
    );
  }

  #cancel(what: string): void {
    clearTimeout(this.#timers.get(what));
    this.#timers.delete(what);
  }
}
