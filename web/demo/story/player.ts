// Performs the story: asks the pure state what is to be done, does it with the hands, and tells how it went.
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Gate, GivenUp, NotThere } from "./hand";
import {
  current,
  moving,
  next,
  type Part,
  START,
  type Story,
  type StoryEvent,
  type Try,
  tryOf,
} from "./story";

/** How one beat is performed. */
export interface Beats {
  length: number;
  part: (beat: number) => Part;
  /** Runs to the end of the beat, or rejects with NotThere or GivenUp. */
  perform: (beat: number, gate: Gate) => Promise<void>;
  /** Begins anew: a fresh conversation on the phone. */
  reset: () => void;
}

const TICK_MS = 50;

export interface Player {
  story: ReadonlySignal<Story>;
  tell: (event: Extract<StoryEvent, { type: "play" | "pause" | "step" | "touched" | "restart" }>) => void;
}

export function createPlayer(beats: Beats, wait: (ms: number) => Promise<void>): Player {
  const story = signal<Story>(START);
  let performed: Try | null = null;

  function gateOf(mine: Try): Gate {
    const pass = async () => {
      for (;;) {
        const now = story.peek();
        if (!current(now, mine) || now.phase === "failed") throw new GivenUp();
        if (moving(now)) return;
        await wait(TICK_MS);
      }
    };
    return {
      pass,
      async sleep(ms) {
        for (let left = ms; left > 0; left -= TICK_MS) {
          await pass();
          await wait(Math.min(left, TICK_MS));
        }
        await pass();
      },
    };
  }

  function apply(event: StoryEvent): void {
    const before = story.peek();
    const after = next(before, event, beats.length);
    if (after === before) return;
    story.value = after;
    if (after.run !== before.run) {
      performed = null;
      beats.reset();
    }
    perform();
  }

  /** Begins the try that the state asks for, unless it is under way. */
  function perform(): void {
    const now = story.peek();
    if (!moving(now) || (performed && current(now, performed))) return;
    const mine = tryOf(now);
    performed = mine;
    beats.perform(mine.beat, gateOf(mine)).then(
      () => apply({ type: "done", of: mine }),
      (reason: unknown) => {
        if (reason instanceof GivenUp) return;
        const what = reason instanceof NotThere ? reason.what : "unexpected";
        if (!(reason instanceof NotThere)) console.error(reason);
        apply({ type: "failed", of: mine, failure: { what, part: beats.part(mine.beat) } });
      },
    );
  }

  return { story, tell: apply };
}
