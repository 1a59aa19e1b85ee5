// The state of the measures: the period, its figures, and the conversations behind one of them.
import { signal } from "@preact/signals";
import type { Console } from "../../core/console";
import { type Failure, failureOf } from "../../core/http";
import { createSlot } from "../../room/slot";
import type { Behind, BehindPage, TrustApi } from "../api";
import { daysOf, firstPeriod, type Period, wrongWith } from "../period";
import type { Listed } from "./figures";

/** Lines that are shown at once, and that are asked for at once where only some of them are shown. */
const PAGE = 30;
const WIDE = 100;
/** Pages that are looked through for the few that are shown, before somebody asks for more. */
const LOOKS = 10;

interface Listing extends Listed {
  /** null before the first answer. */
  items: readonly Behind[] | null;
  /** null at the end. */
  next: string | null;
  failure: Failure | null;
  busy: boolean;
}

export interface Around {
  api: TrustApi;
  world: Pick<Console["world"], "now">;
}

export function createMeasures({ api, world }: Around) {
  const period = signal<Period>(firstPeriod(world.now()));
  const days = () => daysOf(period.peek(), world.now());
  const wrong = () => wrongWith(period.value, world.now());
  const figures = createSlot(() => api.measures(days()));
  const listing = signal<Listing>({
    figure: "hand_overs",
    reason: null,
    items: null,
    next: null,
    failure: null,
    busy: false,
  });
  let turn = 0;

  /** One page, or where only one reason is wanted as many as it takes to fill one. */
  async function page({ figure, reason }: Listed, from: string) {
    const found: Behind[] = [];
    let cursor: string | null = from;
    for (let look = 0; cursor !== null && look < LOOKS && found.length < PAGE; look++) {
      const part: BehindPage = await api.behind(figure, days(), cursor, reason ? WIDE : PAGE);
      found.push(...(part.items ?? []).filter(({ detail }) => reason === null || detail === reason));
      cursor = part.next || null;
    }
    return { found, next: cursor };
  }

  async function fetchPage(listed: Listed, before: readonly Behind[], cursor: string): Promise<void> {
    const mine = ++turn;
    try {
      const { found, next } = await page(listed, cursor);
      if (mine !== turn) return;
      listing.value = { ...listed, items: [...before, ...found], next, failure: null, busy: false };
    } catch (thrown) {
      if (mine === turn) listing.value = { ...listing.peek(), failure: failureOf(thrown), busy: false };
    }
  }

  return {
    period,
    wrong,
    figures,
    listing,
    load: (): void => {
      if (!wrong()) void figures.load();
    },
    look(next: Period): void {
      period.value = next;
      if (!wrong()) void figures.load();
    },
    /** Lists what a figure counts, from the beginning. */
    open({ figure, reason }: Listed): void {
      const now = listing.peek();
      const same = now.figure === figure && now.reason === reason;
      const bad = wrong() !== null;
      listing.value = {
        figure,
        reason,
        items: same ? now.items : null,
        next: null,
        failure: null,
        busy: !bad,
      };
      if (!bad) void fetchPage({ figure, reason }, [], "");
    },
    more(): void {
      const { figure, reason, items, next, busy } = listing.peek();
      if (busy || !next) return;
      listing.value = { ...listing.peek(), busy: true };
      void fetchPage({ figure, reason }, items ?? [], next);
    },
  };
}

export type MeasuresState = ReturnType<typeof createMeasures>;
