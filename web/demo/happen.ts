// The brand's own world, as the page may move it: what can be made to happen, what has come of it, and what goes
// wrong on purpose.
import { signal } from "@preact/signals";
import type { Language } from "../shared/i18n";
import { type Ask, of } from "./world";

/** What can be made to happen. */
export interface Happening {
  id: string;
  title: Record<Language, string>;
}

interface Faults {
  slow_ms: number;
  fail_rate: number;
  fail_with: number;
  wrong_data: boolean;
}

/** What the brand's system is told to do wrong. */
export const FAULTS = {
  none: {},
  slow: { slow_ms: 2500 },
  error: { fail_rate: 1, fail_with: 500 },
  wrong: { wrong_data: true },
} as const satisfies Record<string, Partial<Faults>>;
export type FaultName = keyof typeof FAULTS;

/** What became of the last happening: whether the assistant knows whom it concerns, or the event still waits. */
export interface Told {
  about: string;
  state: "known" | "unknown" | "waiting" | "nothing" | "failed";
}

interface Emitted {
  name: string;
  customer_id: string;
  state: string;
  contact: string;
  at: string;
}

const LOOKS = 12;
const LOOK_MS = 250;

function nameOf(now: Faults): FaultName {
  if (now.wrong_data) return "wrong";
  if (now.fail_rate > 0) return "error";
  return now.slow_ms > 0 ? "slow" : "none";
}

export function createWorld(ask: Ask, brand: string, wait: (ms: number) => Promise<void>) {
  const happenings = signal<readonly Happening[]>([]);
  const fault = signal<FaultName>("none");
  const told = signal<Told | null>(null);
  const busy = signal(false);

  const events = async () => (await ask.json<{ items: Emitted[] }>(of(brand, "/demo/events"))).items;

  /** Looks for a while whether the event was taken. */
  async function follow(name: string, customer: string, about: string): Promise<Told> {
    for (let look = 0; look < LOOKS; look++) {
      const last = (await events()).find((e) => e.name === name && e.customer_id === customer);
      if (last && last.state !== "waiting")
        return { about, state: last.contact === "known" ? "known" : last.contact ? "unknown" : "failed" };
      await wait(LOOK_MS);
    }
    return { about, state: "waiting" };
  }

  return {
    happenings,
    fault,
    told,
    busy,
    async load(): Promise<void> {
      const [list, now] = await Promise.all([
        ask.json<{ items: Happening[] }>(of(brand, "/demo/happenings")),
        ask.json<Faults>(of(brand, "/demo/faults")),
      ]).catch(() => [null, null] as const);
      if (list) happenings.value = list.items;
      if (now) fault.value = nameOf(now);
    },
    async happen(id: string): Promise<void> {
      if (busy.peek()) return;
      busy.value = true;
      told.value = null;
      try {
        const done = await ask.json<{ event: string; customer_id: string; about: string }>(
          of(brand, `/demo/happenings/${encodeURIComponent(id)}`),
          { method: "POST" },
        );
        told.value = await follow(done.event, done.customer_id, done.about);
      } catch {
        told.value = { about: "", state: "nothing" };
      } finally {
        busy.value = false;
      }
    },
    async setFault(name: FaultName): Promise<void> {
      const was = fault.peek();
      fault.value = name;
      try {
        await ask.json(of(brand, "/demo/faults"), { method: "POST", body: JSON.stringify(FAULTS[name]) });
      } catch {
        fault.value = was;
      }
    },
  };
}
