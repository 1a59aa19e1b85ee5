// Whether somebody is asked to prove that it is them. One question at a time; those who come meanwhile wait for its answer.
import { signal } from "@preact/signals";

export function createConfirming() {
  const open = signal(false);
  let waiting: ((yes: boolean) => void)[] = [];
  return {
    open,
    ask: (): Promise<boolean> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        open.value = true;
      }),
    answer(yes: boolean): void {
      const all = waiting;
      waiting = [];
      open.value = false;
      for (const resolve of all) resolve(yes);
    },
  };
}
