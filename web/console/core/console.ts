// Puts the console's parts together. Everything from outside (network, clock, storage, window) is given, so that
// the whole can be run in a test; views take it from a context and only show it.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { Conversation, Message, View } from "../../shared/api";
import { language } from "../../shared/i18n";
import { createConfirming } from "../account/confirming";
import { createAide } from "../aide/aide";
import { createAnswering } from "../answering/answering";
import { createCare } from "../care/care";
import { t as careWord } from "../care/texts";
import { NO_FILTER } from "../find/filter";
import { createFind } from "../find/find";
import { needlessAsked, owedOpen } from "../handover/asked";
import { createHandOver } from "../handover/handover";
import { t as word } from "../list/texts";
import { createClosing } from "../sending/closing";
import { createSending } from "../sending/sending";
import { t } from "../texts";
import { createSelection } from "../triage/selection";
import { createActions } from "./actions";
import { createApi } from "./api";
import { createDrafts } from "./drafts";
import type { Ask } from "./embed";
import { createReadCards } from "./handover";
import { createRequest } from "./http";
import { createInbox } from "./inbox";
import { type ListKey, neighbour } from "./lists";
import { createLive, type Source } from "./live";
import { nameOf } from "./names";
import { createNavigator } from "./navigator";
import { createOccasions } from "./occasion";
import { createOrders } from "./orders";
import { createOutbox } from "./outbox";
import { loadPrefs, merge, type Prefs, savePrefs } from "./prefs";
import { createReading } from "./reading";
import { createSession } from "./session";
import type { Store } from "./storage";
import { position } from "./thread";
import { createThreads } from "./threads";
import { createToasts } from "./toasts";
import { createTeller, createTypists } from "./typing";

const PEEK_PAUSE_MS = 350;
const CLOCK_MS = 15_000;

/** The world outside. */
export interface World {
  fetch: typeof fetch;
  openStream: () => Source;
  store: Store;
  now: () => Date;
  later: (run: () => void, ms: number) => () => void;
  newId: () => string;
  browserLanguage: string | undefined;
  embedded: boolean;
  width: number;
  hash: string;
  /** Changes the address; `replace` leaves no step to go back to. */
  go: (hash: string, replace: boolean) => void;
  /** Whether somebody looks at the page. */
  looking: () => boolean;
}

export function createConsole(world: World) {
  const { later, now } = world;
  const prefs = signal<Prefs>(loadPrefs(world.store, world.browserLanguage));
  const places = createNavigator(world);
  const { route, view, openId, filter, go } = places;
  const orders = createOrders({ store: world.store, view, filter, narrow: places.narrow });
  /** Moves every few seconds: ages and waiting times are told by it. */
  const clock = signal(now().getTime());
  /** The row that the keyboard stands on. */
  const cursor = signal<string | null>(null);
  /** Said to a screen reader, politely. */
  const spoken = signal("");

  const confirming = createConfirming();
  const request = createRequest({
    fetch: world.fetch,
    language: () => prefs.peek().language,
    onSignedOut: () => session.ended(),
    onConfirm: confirming.ask,
  });
  const api = createApi(request);
  const toasts = createToasts(later);
  const session = createSession(api, onIn, onOut);
  const occasions = createOccasions({
    me: () => session.me()?.agent,
    row: (id) => inbox.lists.peek().rows.get(id),
  });
  const find = createFind(request, () => filter.peek());
  const selection = createSelection();
  const inbox = createInbox({
    api,
    agentId: session.agentId,
    view: listed,
    filter: () => filter.peek(),
    order: { of: (one) => untracked(() => orders.of(one)), shown: () => orders.shown.peek() },
    searching: () => view.peek() === "search",
    search: find.page,
    open: () => openId.peek(),
    later,
    onEntered,
  });
  const threads = createThreads({ api, later });
  const typists = createTypists(later);
  const teller = createTeller(
    (id, on) => void api.typing(id, on).catch(() => {}),
    later,
    () => now().getTime(),
  );
  const drafts = createDrafts(world.store, () => now().getTime(), session.agentId);
  const aide = createAide({
    request,
    drafts,
    toasts,
    newId: world.newId,
    language: () => prefs.peek().language,
  });
  const cards = createReadCards(world.store);
  const owing = (id: string) => {
    owedOpen.value = id;
  };
  const closing = createClosing({
    toasts,
    row: (id) => inbox.lists.peek().rows.get(id),
    refresh: (id) => actions.refresh(id),
    nameOf: contactName,
    closed: (id, before) => onDone("resolve", id, before),
    owing,
  });
  const outbox = createOutbox({
    send: api.send,
    position: (id) => position(threads.get(id).peek()),
    onSending: closing.sending,
    onWaiting: (reply) => outgoing.accepted(reply),
    agentId: session.agentId,
    store: world.store,
    newId: world.newId,
    now,
    later,
    onSent: (id, message, { clientId }) => {
      threads.arrived(id, message);
      void closing.sent(clientId, id);
    },
    onFailed: (pending) => {
      if (pending.failure?.status === 409) void actions.refresh(pending.conversation);
    },
  });
  const actions = createActions({
    api,
    toasts,
    row: (id) => inbox.lists.peek().rows.get(id),
    put: inbox.put,
    done: onDone,
    owing,
  });
  const handOver = createHandOver({
    request,
    toasts,
    later,
    agentId: session.agentId,
    refresh: actions.refresh,
    nameOf: contactName,
    open: (id) => go({ page: "inbox", view: view.peek(), conversation: id, panel: false }),
    ring: occasions.tell,
  });
  const { trust, promises } = handOver;
  const care = createCare({
    request,
    store: world.store,
    toasts,
    newId: world.newId,
    agentId: session.agentId,
    folds: () => prefs.value.fold,
    put: inbox.put,
    open: (id) => go({ page: "inbox", view: view.peek(), conversation: id, panel: false }),
  });
  const answering = createAnswering({
    request,
    store: world.store,
    toasts,
    agentId: session.agentId,
    open: (id) => go({ page: "inbox", view: view.peek(), conversation: id, panel: false }),
    reads: (id) => id === openId.peek() && world.looking(),
  });
  const sending = createSending({
    request,
    store: world.store,
    drafts,
    toasts,
    later,
    now: () => now().getTime(),
    agentId: session.agentId,
    looking: world.looking,
    sends: outbox.sends,
    nameOf: contactName,
    arrived: (id, message) => threads.arrived(id, message),
    open: (id) => go({ page: "inbox", view: view.peek(), conversation: id, panel: false }),
    say: (words) => {
      spoken.value = words;
    },
  });
  const { outgoing, watch } = sending;
  const live = createLive(
    { open: world.openStream, later },
    {
      conversation: onConversation,
      message: ({ conversation_id, message }) => {
        occasions.heard(conversation_id, message);
        if (message.direction !== "in" && message.author.agent_id === session.agentId()) {
          outbox.confirm(conversation_id, message);
          outgoing.confirm(conversation_id, message);
        }
        if (message.direction === "in") typists.set(conversation_id, false);
        threads.arrived(conversation_id, message);
        care.heard(conversation_id, message);
        trust.heard(conversation_id, conversation_id === openId.peek());
        if (conversation_id !== openId.peek()) return;
        reading.mark();
        if (message.direction === "in") speak(conversation_id, message);
      },
      typing: ({ conversation_id, on }) => typists.set(conversation_id, on),
      presence: ({ agent_id, presence, wrap_until }) => session.presenceIs(agent_id, presence, wrap_until),
      promise: handOver.promised,
      reading: ({ conversation_id, reading: one }) => care.read(conversation_id, one),
      mention: answering.mentions.told,
      offer: ({ agent_id, conversation_id, what, until }) => {
        if (what === "offered" && agent_id === session.agentId())
          occasions.tell("offer", conversation_id, Date.parse(until));
      },
      outgoing: (event) => {
        outgoing.heard(event);
        if (event.what === "sent") void closing.sent(event.client_id, event.conversation_id);
      },
      watching: watch.heard,
      missed,
      refused: () => void session.check(),
    },
  );

  // Targets may be others now, and with them the order of those who wait.
  live.listen("routing", () => void inbox.reload());

  let stopPeek: (() => void) | null = null;
  let stopClock: (() => void) | null = null;

  const reading = createReading({
    openId: () => openId.peek(),
    position: (id) => position(threads.get(id).peek()),
    looking: world.looking,
    tell: async (id, seq) => {
      if (session.may("write")) await api.seen(id, seq);
    },
    onRead: inbox.read,
    later,
  });

  function contactName(id: string): string {
    const row = inbox.lists.peek().rows.get(id);
    return row ? nameOf(row) : t("contact");
  }

  /** The list of conversations that stands behind what is shown. */
  function listed(): View {
    const shown = view.peek();
    return shown === "promises" || shown === "search" ? "all" : shown;
  }

  function onIn(): void {
    places.settle();
    void promises.count();
    void answering.mentions.count();
    live.start();
    if (session.may("speak")) void outgoing.fetch(true);
    outbox.flush();
    drafts.prune();
    const tick = () => {
      clock.value = now().getTime();
      stopClock = later(tick, CLOCK_MS);
    };
    tick();
  }

  function onOut(): void {
    live.stop();
    stopClock?.();
    teller.stop();
    confirming.answer(false);
    batch(() => {
      inbox.reset();
      threads.reset();
      handOver.reset();
      care.reset();
      answering.mentions.reset();
      find.reset();
      selection.clear();
      occasions.reset();
      outgoing.reset();
      watch.reset();
      cursor.value = null;
    });
    reading.reset();
  }

  function onEntered(row: Conversation): void {
    const name = nameOf(row);
    spoken.value = t("spoken_entered", { name });
    occasions.waits(row);
  }

  /** Whoever hears the page hears what the contact says in the open conversation. */
  function speak(id: string, message: Message): void {
    const row = inbox.lists.peek().rows.get(id);
    spoken.value = t("spoken_message", {
      author: row ? nameOf(row) : t("contact"),
      text: care.folded(message) ? careWord("folded") : message.text,
    });
  }

  function onDone(action: string, id: string, before: Conversation | undefined): void {
    needlessAsked.value = action === "resolve" && before?.hand_over ? id : null;
    const here = route.peek();
    // What was just taken stands under "mine"; the list follows so that it does not vanish under the hand.
    if (action === "claim" && here.page === "inbox" && here.conversation === id && here.view === "queue")
      go({ ...here, view: "mine" }, true);
  }

  function onConversation(row: Conversation): void {
    const before = inbox.lists.peek().rows.get(row.id);
    // What was open stays open until the server says otherwise: the stream may not know the reason that was given.
    if (row.reason_needed && before && !before.reason_needed) {
      void actions.refresh(row.id);
      return;
    }
    inbox.live(row);
    if (before?.snoozed_until && !row.snoozed_until && Date.parse(before.snoozed_until) <= now().getTime())
      toasts.show("info", word("back_from_snooze", { name: nameOf(row) }), undefined, {
        label: word("back_open"),
        run: () => go({ page: "inbox", view: view.peek(), conversation: row.id, panel: false }),
      });
    occasions.row(row);
    if (row.id !== openId.peek()) return;
    const thread = threads.get(row.id).peek();
    if (row.seq > position(thread)) void threads.fill(row.id);
    else if (before && before.seq === row.seq && row.holder === "agent") {
      // Nothing new was said: the contact may have seen what was, which only the messages tell.
      stopPeek?.();
      stopPeek = later(() => void threads.fill(row.id), PEEK_PAUSE_MS);
    }
    reading.mark();
  }

  function missed(): void {
    void inbox.reload();
    promises.refreshSoon();
    void answering.mentions.count();
    threads.missed(openId.peek());
    outbox.flush();
    if (session.may("speak")) void outgoing.fetch(false);
    const id = openId.peek();
    if (id) void actions.refresh(id);
  }

  /** Fetches what may be opened next. What asks for a reason is not: the server would refuse. */
  function prefetch(id: string): void {
    if (!inbox.lists.peek().rows.get(id)?.reason_needed) threads.prefetch(id);
  }

  const here = computed(() => route.value.page === "inbox");
  /** Where the keyboard's row stands in the list, so that one goes on from there when it leaves. */
  let stood = -1;

  /** Opens what the address names, and tells of a lost connection that is back. Runs as long as the page. */
  let wasDown = false;
  const stopEffects = [
    effect(() => {
      const state = live.state.value;
      if (state === "live" && wasDown) spoken.value = t("live_back");
      wasDown = state === "down";
    }),
    effect(() => {
      language.value = prefs.value.language;
    }),
    effect(() => {
      if (session.state.value.kind !== "in" || !here.value) return;
      const key = view.value;
      const narrowed = filter.value;
      const order = orders.shown.value;
      untracked(selection.clear);
      // Both the promises and the search fetch themselves.
      if (key === "promises" || key === "search") return;
      untracked(() => {
        const list = narrowed === NO_FILTER ? key : "narrow";
        const slice = inbox.lists.value.slices[list];
        if (list === key && slice.state !== "idle" && slice.order === order) return;
        inbox.clear(list);
        void inbox.load(list);
      });
    }),
    effect(() => {
      const id = openId.value;
      if (session.state.value.kind !== "in" || !id) return;
      // What opening reads must not open it again when it changes.
      untracked(() => {
        if (inbox.lists.value.rows.get(id)?.reason_needed) return;
        void threads.open(id).then(reading.mark);
        if (!inbox.lists.value.rows.has(id)) void actions.refresh(id);
        cursor.value = id;
        watch.enter(id);
        stood = inbox.lists.value.slices[inbox.shown()].ids.indexOf(id);
      });
      return () => {
        teller.stop();
        watch.leave();
      };
    }),
  ];

  return {
    world,
    prefs,
    ...places,
    clock,
    cursor,
    spoken,
    request,
    confirming,
    api,
    session,
    inbox,
    orders,
    find,
    selection,
    threads,
    outbox,
    actions,
    live,
    occasions,
    drafts,
    aide,
    cards,
    typists,
    teller,
    toasts,
    ...handOver,
    care,
    ...answering,
    ...sending,
    start: () => session.start(),
    stop(): void {
      onOut();
      outbox.stop();
      for (const stop of stopEffects) stop();
    },
    /** The address changed, by a link or by going back. */
    moved(hash: string): void {
      places.moved(hash);
      if (session.me()) places.settle();
    },
    /** The page is looked at again, or the network is back. */
    woke(): void {
      clock.value = now().getTime();
      const state = session.state.peek();
      if (state.kind === "failed") void session.start();
      if (state.kind !== "in") return;
      live.nudge();
      outbox.flush();
      reading.mark();
      watch.woke();
    },
    /** The page goes away. */
    left: () => watch.leave(),
    /** Another tab wrote to this browser's storage. */
    stored(key: string | null): void {
      drafts.changed(key);
      outbox.changed(key);
    },
    prefer(patch: Partial<Prefs>): void {
      prefs.value = { ...prefs.value, ...patch };
      savePrefs(world.store, prefs.value);
    },
    /** Another tab changed the preferences. */
    preferred(stored: unknown): void {
      prefs.value = merge(stored, prefs.value);
    },
    /** The page around our frame asks for something; it does not change what this browser remembers. */
    asked(ask: Ask): void {
      const { language: lang, theme, open } = ask;
      prefs.value = { ...prefs.value, ...(lang && { language: lang }), ...(theme && { theme }) };
      if (open) go({ page: "inbox", view: "all", conversation: open, panel: false }, true);
    },
    /** Opens a conversation; what was searched for at the message in which it was found. */
    prefetch,
    open: (id: string) =>
      places.open(id, view.peek() === "search" ? (find.hits.peek().get(id)?.seq ?? 0) : 0),
    /** Opens the search; one step back leads to where one was. */
    startSearch: () => go({ page: "inbox", view: "search", conversation: null, panel: false }),
    /** Moves the keyboard's row and gives its id. */
    step(by: 1 | -1): string | null {
      if (view.peek() === "promises") {
        cursor.value = neighbour(promises.conversations(), cursor.peek(), by);
        return cursor.value;
      }
      const key: ListKey = inbox.shown();
      const slice = inbox.lists.peek().slices[key];
      const next = neighbour(slice.ids, cursor.peek(), by, stood);
      cursor.value = next;
      stood = next === null ? -1 : slice.ids.indexOf(next);
      if (next !== null) prefetch(next);
      if (next !== null && slice.ids.indexOf(next) >= slice.ids.length - 3) inbox.more(key);
      return next;
    },
  };
}

export type Console = ReturnType<typeof createConsole>;
