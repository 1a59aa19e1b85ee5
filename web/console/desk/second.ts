// The time, every second, for as long as anything on the page shows it. What shows it draws itself anew; lists around it do not.
import { signal } from "@preact/signals";

const EVERY_MS = 1000;
let timer: ReturnType<typeof setInterval> | undefined;

export const second = signal(Date.now(), {
  watched() {
    second.value = Date.now();
    timer = setInterval(() => {
      second.value = Date.now();
    }, EVERY_MS);
  },
  unwatched() {
    clearInterval(timer);
  },
});
