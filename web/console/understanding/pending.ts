// Something that is done only after a moment in which it can be taken back. Whoever goes on sooner, or closes the
// page, lets it happen at once.
import { signal } from "@preact/signals";

const MOMENT_MS = 7000;

interface Waiting {
  commit: () => Promise<void>;
  back: () => void;
  stop: () => void;
}

export function createPending(later: (run: () => void, ms: number) => () => void) {
  /** What was done, in a sentence; null where nothing waits. */
  const text = signal<string | null>(null);
  let waiting: Waiting | null = null;

  const take = (): Waiting | null => {
    const mine = waiting;
    waiting = null;
    text.value = null;
    mine?.stop();
    return mine;
  };
  const flush = async () => {
    await take()?.commit();
  };

  return {
    text,
    /** Lets what waits happen now. */
    flush,
    /** Takes back what waits. */
    undo: () => take()?.back(),
    /** What waited before happens at once. */
    begin(words: string, commit: () => Promise<void>, back: () => void): void {
      void flush();
      waiting = { commit, back, stop: later(() => void flush(), MOMENT_MS) };
      text.value = words;
    },
  };
}

export type Pending = ReturnType<typeof createPending>;
