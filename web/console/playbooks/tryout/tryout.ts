// A talk with a playbook that nobody else hears. The whole talk is played again on each step, so a step is taken back by
// leaving it out, and a changed text is tried with the same talk.
import { signal } from "@preact/signals";
import { language as reader } from "../../../shared/i18n";
import { type Failure, failureOf, passing } from "../../core/http";
import type { Talk, Tried, TryStep } from "../api";

/** A server that is busy is asked again by itself, this often and after this long unless it says how long. */
const TRIES = 4;
const PAUSE_MS = 1500;

interface Deps {
  later: (run: () => void, ms: number) => () => void;
  run: (talk: Talk) => Promise<Tried>;
}

export interface Trying {
  steps: readonly TryStep[];
  /** What came of the steps; null before the first answer. */
  tried: Tried | null;
  busy: boolean;
  failure: Failure | null;
}

const NOTHING: Trying = { steps: [], tried: null, busy: false, failure: null };

export function createTryOut({ run, later }: Deps) {
  const state = signal<Trying>(NOTHING);
  const language = signal<string>(reader.peek());
  let turn = 0;

  async function play(steps: readonly TryStep[]): Promise<void> {
    const mine = ++turn;
    state.value = { ...state.peek(), steps, busy: true, failure: null };
    for (let tries = 1; mine === turn; tries++) {
      try {
        const start = state.peek().tried?.start;
        const tried = await run({ language: language.peek(), steps, ...(start && { start }) });
        if (mine === turn) state.value = { steps, tried, busy: false, failure: null };
        return;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (mine !== turn) return;
        if (tries >= TRIES || failure.status === 0 || !passing(failure)) {
          state.value = { ...state.peek(), busy: false, failure };
          return;
        }
        const pause = failure.retryAfter === null ? PAUSE_MS : failure.retryAfter * 1000;
        await new Promise<void>((resolve) => later(resolve, pause));
      }
    }
  }

  return {
    state,
    language,
    add: (step: TryStep) => play([...state.peek().steps, step]),
    /** Takes the last step back. */
    back(): Promise<void> {
      const steps = state.peek().steps.slice(0, -1);
      if (steps.length > 0) return play(steps);
      this.restart();
      return Promise.resolve();
    },
    /** Plays the same steps once more: the text or the language has changed. */
    again: () => (state.peek().steps.length > 0 ? play(state.peek().steps) : Promise.resolve()),
    restart(): void {
      turn++;
      state.value = NOTHING;
    },
  };
}

export type TryOut = ReturnType<typeof createTryOut>;
