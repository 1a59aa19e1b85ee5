// The messages of the conversation in their order. Each carries `prev`, the seq of the message before it, so
// a message that arrives over a hole waits until the hole is filled: nothing is shown out of order, nothing
// twice, and a loss is noticed at once.
import type { Message } from "../shared/api";

/** What became of a message: shown, seen before (replaced), waiting behind a hole, or from before the view. */
export type Outcome = "new" | "known" | "gap" | "old";

/** An ordered, gap-free list; {@link Timeline.apply} is the way in. */
export class Timeline {
  #list: Message[] = [];
  readonly #waiting = new Map<number, Message>();

  /** Gap-free and in order; a new array after each change. */
  get messages(): readonly Message[] {
    return this.#list;
  }

  /** The seq up to which nothing is missing, 0 at the beginning. */
  get last(): number {
    return this.#list.at(-1)?.seq ?? 0;
  }

  /** Messages that wait behind a hole, in order. */
  get held(): Message[] {
    return [...this.#waiting.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Whether there is more before the first message. */
  get older(): boolean {
    return (this.#list[0]?.prev ?? 0) > 0;
  }

  apply(message: Message): Outcome {
    const known = this.#list.findIndex((m) => m.seq === message.seq);
    if (known >= 0) {
      this.#list = this.#list.map((m, i) => (i === known ? message : m));
      return "known";
    }
    if (message.seq < this.last) return "old";
    if (message.prev > this.last) {
      this.#waiting.set(message.seq, message);
      return "gap";
    }
    this.#append(message);
    return "new";
  }

  /** Takes what the server says comes right after {@link Timeline.last}. Returns those that are now shown. */
  fill(messages: Message[]): Message[] {
    const from = this.last;
    for (const m of [...messages].sort((a, b) => a.seq - b.seq)) {
      if (m.seq > this.last) this.#append(m);
    }
    return this.#list.filter((m) => m.seq > from);
  }

  /** Takes the newest page as the server has it; what was shown before stays if it joins without a hole. */
  base(messages: Message[]): void {
    const page = [...messages].sort((a, b) => a.seq - b.seq);
    const first = page[0];
    if (!first) return;
    const older = this.#list.filter((m) => m.seq < first.seq);
    const newer = this.#list.filter((m) => m.seq > (page.at(-1)?.seq ?? 0));
    const joins = older.at(-1)?.seq === first.prev;
    this.#list = [...(joins ? older : []), ...page, ...newer];
    this.#drain();
  }

  /** Puts a page of history before the first message. */
  prepend(messages: Message[]): void {
    const first = this.#list[0]?.seq ?? Number.POSITIVE_INFINITY;
    const page = messages.filter((m) => m.seq < first).sort((a, b) => a.seq - b.seq);
    this.#list = [...page, ...this.#list];
  }

  /** Shows what waits although the hole could not be filled: better late and marked by its time than never. */
  release(): void {
    for (const m of this.held) this.#append(m);
  }

  clear(): void {
    this.#list = [];
    this.#waiting.clear();
  }

  #append(message: Message): void {
    this.#waiting.delete(message.seq);
    if (message.seq <= this.last) return;
    this.#list = [...this.#list, message];
    this.#drain();
  }

  #drain(): void {
    for (const m of this.held) {
      if (m.seq <= this.last) this.#waiting.delete(m.seq);
      else if (m.prev <= this.last) {
        this.#waiting.delete(m.seq);
        this.#list = [...this.#list, m];
      } else return;
    }
  }
}
