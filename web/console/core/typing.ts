// Typing signs, both ways: what the contact does fades by itself, what we do is told seldom.
import { signal } from "@preact/signals";

/** A sign that is not renewed fades after this. */
const FADES_MS = 6000;
/** Our own typing is told again after this at the earliest. */
const TELL_MS = 3000;
/** After this long without a key nobody is typing. */
const IDLE_MS = 4000;

type Later = (run: () => void, ms: number) => () => void;

/** Who is typing, by conversation. */
export function createTypists(later: Later) {
  const typing = signal<ReadonlySet<string>>(new Set());
  const fades = new Map<string, () => void>();
  const set = (conversation: string, on: boolean) => {
    fades.get(conversation)?.();
    fades.delete(conversation);
    if (on)
      fades.set(
        conversation,
        later(() => set(conversation, false), FADES_MS),
      );
    if (typing.value.has(conversation) === on) return;
    const next = new Set(typing.value);
    if (on) next.add(conversation);
    else next.delete(conversation);
    typing.value = next;
  };
  return { typing, set };
}

/** Tells the server that we type: at once, then at most every few seconds, and once when we stop. */
export function createTeller(
  tell: (conversation: string, on: boolean) => void,
  later: Later,
  now: () => number,
) {
  let current: string | null = null;
  let told = 0;
  let stopIdle: (() => void) | null = null;
  const stop = () => {
    stopIdle?.();
    stopIdle = null;
    if (current === null) return;
    tell(current, false);
    current = null;
  };
  return {
    typed(conversation: string): void {
      if (current !== null && current !== conversation) stop();
      if (current === null || now() - told >= TELL_MS) {
        tell(conversation, true);
        told = now();
      }
      current = conversation;
      stopIdle?.();
      stopIdle = later(stop, IDLE_MS);
    },
    stop,
  };
}
