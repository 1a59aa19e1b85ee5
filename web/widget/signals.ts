// The part of @preact/signals that the panel needs, in its names, without the binding to components: the panel
// is drawn as a whole when something changes (see main.tsx). It takes 0.4 kB instead of 4.

type Run = () => void;

let reader: Run | undefined;
let held = 0;
const due = new Set<Run>();
/** An effect that keeps changing what it reads is a mistake; it ends here instead of hanging the page. */
const MAX_ROUNDS = 100;

/** A value that effects hear of when it changes. */
export class Signal<T> {
  #value: T;
  readonly #readers = new Set<Run>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    if (reader) this.#readers.add(reader);
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const run of this.#readers) due.add(run);
    this.#readers.clear();
    batch(() => undefined);
  }

  /** The value, unheard. */
  peek(): T {
    return this.#value;
  }
}

/** Makes a signal. */
export const signal = <T>(value: T) => new Signal(value);

/** A value that follows from others; worked out whenever it is read. */
export const computed = <T>(work: () => T) => ({
  get value() {
    return work();
  },
});

/** Runs work now, and again whenever something that it read has changed. */
export function effect(work: () => void): void {
  const run = () => {
    const outer = reader;
    reader = run;
    try {
      work();
    } finally {
      reader = outer;
    }
  };
  run();
}

/** Runs work; effects hear of all its changes once, at the end. */
export function batch(work: () => void): void {
  held++;
  try {
    work();
    for (let round = 0; held === 1 && due.size > 0 && round < MAX_ROUNDS; round++) {
      const runs = [...due];
      due.clear();
      for (const run of runs) run();
    }
  } finally {
    held--;
  }
}
