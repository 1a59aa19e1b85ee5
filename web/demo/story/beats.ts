// The story itself, beat by beat: what is said by the two people in it, where to look, and what must have
// come true before it goes on. Everything else is said and done by the real assistant, console and log.
import { NotThere, textOf } from "./hand";
import type { InboxScreen } from "./inbox";
import type { PhoneScreen } from "./phone";
import type { Lines, Script } from "./script";
import type { Part } from "./story";

/** One message on the make-believe phone, sent by the brand's own system. */
export interface Sms {
  id: number;
  kind: string;
  from: string;
  text: string;
  at: string;
}

/** What the beats of one run have learnt; kept across pauses, gone with "start again". */
export interface Memory {
  /** The chat's position before a beat began, so that trying it afresh does not say things twice. */
  marks: Partial<Record<BeatId, number>>;
  /** The last SMS before a beat began. */
  sms: Partial<Record<BeatId, number>>;
  /** The position of the person's reply. */
  replied: number;
}

export type LeadKey = `lead_${"errand" | "order" | "code" | "reset" | "question" | "unhelpful" | "resolve"}`;
export type OutcomeKey =
  `beat_${BeatId | "errand_plain" | "reset_limited" | "unhelpful_over" | "person_waits"}`;

/** What the story has at hand. */
export interface Props {
  lines: Lines;
  phone: PhoneScreen;
  inbox: InboxScreen;
  memory: Memory;
  /** The conversation that the phone's chat is in. */
  conversation: () => Promise<string>;
  /** The first SMS of a kind after `since`. */
  sms: (kind: string, since: number) => Sms | undefined;
  lastSms: () => number;
  /** Checks the receipt of the message at this position, in the proof log's panel. */
  prove: (seq: number) => Promise<void>;
  /** Gives the phone to a customer with nothing said yet. */
  freshChat: () => Promise<void>;
  /** The phone's notification goes away. */
  hush: () => void;
  /** Says what is about to happen. */
  lead: (key: LeadKey) => void;
  /** Says what has happened, the beat's own caption or another one, and leaves time to read it. */
  caption: (key?: OutcomeKey) => Promise<void>;
}

export const BEATS = [
  "greet",
  "errand",
  "order",
  "code",
  "reset",
  "question",
  "unhelpful",
  "person",
  "queue",
  "card",
  "claim",
  "reply",
  "thanks",
  "resolve",
  "survey",
  "who",
  "proof",
] as const;
export type BeatId = (typeof BEATS)[number];

export const CHAPTERS = [
  "errand",
  "order",
  "reset",
  "question",
  "unhelpful",
  "person",
  "resolved",
  "proof",
] as const;
export type Chapter = (typeof CHAPTERS)[number];

interface Beat {
  part: Part;
  chapter: Chapter;
  play: (props: Props) => Promise<void>;
}

const NOT_HELPFUL = /belum membantu|does not help/i;
const YES = /^(ya|iya|yes|betul|benar|lanjut|kirim|send|continue)\b/i;
/** Who may answer: a turn may also end in a message that says that it is automatic. */
const VOICES = ["ai", "automation", "system"];
const SMS_MS = 20_000;
const RESET_SMS_MS = 4_000;
const ERRAND_SMS_MS = 2_500;
const ROUNDS = 4;
const SCORE = 5;

/** Where a beat began: remembered at its first try. */
function mark(p: Props, beat: BeatId): { since: number; sms: number } {
  p.memory.marks[beat] ??= p.phone.last();
  p.memory.sms[beat] ??= p.lastSms();
  return { since: p.memory.marks[beat] ?? 0, sms: p.memory.sms[beat] ?? 0 };
}

/** Reads the one-time code from the phone and types it into the chat. */
async function enterCode(p: Props, since: number, smsSince: number): Promise<void> {
  const sms = await p.phone.hand.until("sms", () => p.sms("one_time_code", smsSince), SMS_MS);
  const code = /\b\d{6}\b/.exec(sms.text)?.[0];
  if (!code) return;
  await p.phone.hand.read(60);
  const seq = await p.phone.say(code, since);
  p.hush();
  await p.phone.answer(seq, VOICES);
}

/** Says that the answer did not help: by its chip where it has one, else in words. */
async function sayAgain(p: Props, since: number): Promise<void> {
  const said = p.phone.messages().find((m) => m.mine && m.seq > since);
  if (said) {
    await p.phone.answer(said.seq, VOICES);
    return;
  }
  if (!p.phone.chips().some((c) => NOT_HELPFUL.test(textOf(c)))) {
    await p.phone.answer(await p.phone.say(p.lines.again, since), VOICES);
    return;
  }
  await p.phone.tap(NOT_HELPFUL);
  await p.phone.answer(since, VOICES);
}

const play: Record<BeatId, Beat> = {
  greet: {
    part: "phone",
    chapter: "order",
    play: async (p) => {
      await p.inbox.ready();
      await p.phone.ready();
      if (p.phone.messages().some((m) => m.mine)) {
        await p.freshChat();
        await p.phone.ready();
      }
      p.phone.showDisclosure();
      await p.caption();
    },
  },
  errand: {
    part: "phone",
    chapter: "errand",
    play: async (p) => {
      const { since, sms } = mark(p, "errand");
      p.lead("lead_errand");
      const seq = await p.phone.say(p.lines.order, since);
      await p.phone.answer(seq, VOICES);
      // What is personal asks for a code first; what is not is answered at once.
      const asked = await p.phone.hand
        .until("sms", () => p.sms("one_time_code", sms), ERRAND_SMS_MS)
        .catch((reason: unknown) => {
          if (reason instanceof NotThere) return null;
          throw reason;
        });
      if (asked) await enterCode(p, seq, sms);
      await p.phone.settle();
      await p.caption(asked ? undefined : "beat_errand_plain");
    },
  },
  order: {
    part: "phone",
    chapter: "order",
    play: async (p) => {
      const { since, sms } = mark(p, "order");
      p.lead("lead_order");
      const seq = await p.phone.say(p.lines.order, since);
      await p.phone.answer(seq);
      await p.phone.hand.until("sms", () => p.sms("one_time_code", sms), SMS_MS);
      await p.caption();
    },
  },
  code: {
    part: "phone",
    chapter: "order",
    play: async (p) => {
      const since = p.memory.marks.order ?? 0;
      p.lead("lead_code");
      if (!p.phone.card(since)) await enterCode(p, since, p.memory.sms.order ?? 0);
      await p.phone.hand.until("order_card", () => p.phone.card(since), SMS_MS);
      await p.phone.settle();
      await p.phone.hand.showAt(p.phone.card(since), "start");
      await p.caption();
    },
  },
  reset: {
    part: "phone",
    chapter: "reset",
    play: async (p) => {
      const { since, sms } = mark(p, "reset");
      p.lead("lead_reset");
      let seq = await p.phone.say(p.lines.reset, since);
      await p.phone.answer(seq);
      // The playbook may ask to confirm, or for another code: the customer does what it asks.
      for (let round = 0; round < ROUNDS && !p.sms("password_reset", sms); round++) {
        const before = p.phone.last();
        if (p.sms("one_time_code", sms)) await enterCode(p, seq, sms);
        else if (p.phone.chips().some((c) => YES.test(textOf(c)))) {
          await p.phone.hand.read(40);
          await p.phone.tap(YES);
          await p.phone.answer(before, VOICES);
        } else break;
        seq = before;
      }
      // The shop makes five links in an hour and no more; the assistant says so, and the story goes on.
      const made = await p.phone.hand
        .until("reset_sms", () => p.sms("password_reset", sms), RESET_SMS_MS)
        .catch((reason: unknown) => {
          if (reason instanceof NotThere) return null;
          throw reason;
        });
      await p.caption(made ? undefined : "beat_reset_limited");
    },
  },
  question: {
    part: "phone",
    chapter: "unhelpful",
    play: async (p) => {
      const { since } = mark(p, "question");
      p.lead("lead_question");
      p.hush();
      await p.phone.answer(await p.phone.say(p.lines.question, since));
      await p.caption();
    },
  },
  unhelpful: {
    part: "phone",
    chapter: "unhelpful",
    play: async (p) => {
      const { since } = mark(p, "unhelpful");
      p.lead("lead_unhelpful");
      p.hush();
      await sayAgain(p, since);
      if (p.phone.holder() === "assistant")
        await p.phone.answer(await p.phone.say(p.lines.unhelpful, since), VOICES);
      // The turn may have ended in the queue; the panel shows it a moment later.
      await p.phone.settle();
      await p.caption(p.phone.holder() === "person" ? "beat_unhelpful_over" : undefined);
    },
  },
  person: {
    part: "phone",
    chapter: "person",
    play: async (p) => {
      const waits = p.phone.holder() === "person";
      await p.phone.callPerson();
      await p.phone.settle();
      await p.caption(waits ? "beat_person_waits" : undefined);
    },
  },
  queue: {
    part: "inbox",
    chapter: "person",
    play: async (p) => {
      const id = await p.conversation();
      if (!p.inbox.opened(id)) {
        await p.inbox.view("queue");
        await p.inbox.listed(id);
      }
      await p.caption();
    },
  },
  card: {
    part: "inbox",
    chapter: "person",
    play: async (p) => {
      await p.inbox.open(await p.conversation());
      await p.inbox.card();
      await p.caption();
    },
  },
  claim: {
    part: "inbox",
    chapter: "person",
    play: async (p) => {
      const before = p.phone.last();
      await p.inbox.claim();
      await p.phone.hand.until(
        "takeover",
        () => p.phone.last() > before || p.phone.holder() === "person",
        SMS_MS,
      );
      await p.inbox.cardRead();
      await p.caption();
    },
  },
  reply: {
    part: "inbox",
    chapter: "person",
    play: async (p) => {
      p.memory.replied = await p.inbox.reply(p.lines.reply);
      const seq = p.memory.replied;
      const arrived = () => p.phone.messages().find((m) => m.seq === seq && m.kind === "human");
      p.phone.hand.show((await p.phone.hand.until("reply_arrived", arrived, SMS_MS)).element);
      await p.caption();
    },
  },
  thanks: {
    part: "phone",
    chapter: "resolved",
    play: async (p) => {
      const { since } = mark(p, "thanks");
      await p.phone.say(p.lines.thanks, since);
      await p.caption();
    },
  },
  resolve: {
    part: "inbox",
    chapter: "resolved",
    play: async (p) => {
      p.lead("lead_resolve");
      await p.inbox.resolve();
      await p.phone.hand.until("survey", () => p.phone.survey(), SMS_MS);
      await p.caption();
    },
  },
  survey: {
    part: "phone",
    chapter: "resolved",
    play: async (p) => {
      if (p.phone.survey()) await p.phone.rate(SCORE, p.lines.comment);
      await p.caption();
    },
  },
  who: {
    part: "phone",
    chapter: "proof",
    play: async (p) => {
      await p.phone.who(p.memory.replied);
      await p.phone.hand.read(80);
      await p.phone.unfoldProof();
      await p.caption();
    },
  },
  proof: {
    part: "log",
    chapter: "proof",
    play: async (p) => {
      await p.prove(p.memory.replied);
      await p.caption();
    },
  },
};

/** The beat of a story at an index; the last one beyond the end. */
export function beatAt(script: Script, index: number): Beat & { id: BeatId } {
  const id = script.beats[Math.min(index, script.beats.length - 1)] ?? "proof";
  const beat = play[id];
  return { id, ...beat, chapter: chapterOf(script, beat.chapter) };
}

/** A beat's chapter in this story: the greeting and the question stand in whatever chapter is there. */
const chapterOf = (script: Script, chapter: Chapter): Chapter => {
  if (script.chapters.includes(chapter)) return chapter;
  return chapter === "order" ? "errand" : "question";
};

export const newMemory = (): Memory => ({ marks: {}, sms: {}, replied: 0 });
