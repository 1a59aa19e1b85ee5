// Short messages about what just happened: shown at the edge, read out once, gone by themselves.
import { signal } from "@preact/signals";

export type Tone = "good" | "info" | "bad";

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  detail?: string | undefined;
  /** The one next step; `undoes` where it takes back what the message tells. */
  action?: { label: string; run: () => void; undoes?: boolean } | undefined;
}

const STAYS_MS: Record<Tone, number> = { good: 4000, info: 6000, bad: 10_000 };
/** What can still be taken back stays for longer. */
const OFFER_MS = 9000;
const SHOWN = 3;

export function createToasts(later: (run: () => void, ms: number) => () => void) {
  const toasts = signal<readonly Toast[]>([]);
  let last = 0;
  const dismiss = (id: number) => {
    toasts.value = toasts.value.filter((t) => t.id !== id);
  };
  return {
    toasts,
    dismiss,
    /** Takes back what was done last, where a message still offers that. */
    undo(): void {
      const newest = toasts.value.findLast((t) => t.action?.undoes);
      if (!newest) return;
      dismiss(newest.id);
      newest.action?.run();
    },
    /** One that `stays` is there until somebody puts it away. */
    show(tone: Tone, text: string, detail?: string, action?: Toast["action"], stays = false): void {
      const id = ++last;
      const others = toasts.value.filter((t) => t.text !== text || t.detail !== detail);
      toasts.value = [...others, { id, tone, text, detail, action }].slice(-SHOWN);
      if (stays) return;
      later(() => dismiss(id), action ? Math.max(OFFER_MS, STAYS_MS[tone]) : STAYS_MS[tone]);
    },
  };
}

export type Toasts = ReturnType<typeof createToasts>;
