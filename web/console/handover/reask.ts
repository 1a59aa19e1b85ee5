// Whether what is being written asks for something that is known already. Asked of the server in the pauses of typing;
// an answer that is late, lost or about other words is no answer, and nothing ever waits long for one.
import { signal } from "@preact/signals";
import type { Fact } from "../../shared/api";
import type { HandOverApi } from "./api";

const PAUSE_MS = 500;
/** A question has at least this many letters. */
const SHORTEST = 6;
/** Sending waits this long for an answer at most. */
const PATIENCE_MS = 350;

/** What a text asks for although it is known. `held` is that it was to be sent and has not been. */
export interface Hint {
  conversation: string;
  text: string;
  known: readonly Fact[];
  held: boolean;
}

interface Deps {
  api: Pick<HandOverApi, "check">;
  later: (run: () => void, ms: number) => () => void;
}

export function createReask({ api, later }: Deps) {
  const hint = signal<Hint | null>(null);
  let stopPause: (() => void) | null = null;
  let turn = 0;
  /** The last text that was looked at. */
  let seen = "";
  /** Asked anyway: no more about this conversation's words until they are sent. */
  let waived = "";

  const key = (conversation: string, text: string) => `${conversation} ${text.trim()}`;
  const worth = (conversation: string, text: string) =>
    text.trim().length >= SHORTEST && waived !== conversation;

  async function look(conversation: string, text: string): Promise<void> {
    const mine = ++turn;
    try {
      const known = (await api.check(conversation, text.trim())).asks_again ?? [];
      if (mine !== turn) return;
      seen = key(conversation, text);
      hint.value = known.length > 0 ? { conversation, text: text.trim(), known, held: false } : null;
    } catch {
      if (mine === turn) hint.value = null;
    }
  }

  function forget(): void {
    turn++;
    stopPause?.();
    stopPause = null;
    seen = "";
    waived = "";
    hint.value = null;
  }

  return {
    hint,
    /** The words have changed. */
    typed(conversation: string, text: string): void {
      stopPause?.();
      stopPause = null;
      turn++;
      if (!worth(conversation, text)) {
        hint.value = null;
        return;
      }
      stopPause = later(() => void look(conversation, text), PAUSE_MS);
    },
    /**
     * The words are to be sent; resolves to whether they may go. They are held once where they ask for what is known:
     * sending them again is asking anyway.
     */
    async before(conversation: string, text: string): Promise<boolean> {
      if (!worth(conversation, text)) return true;
      stopPause?.();
      stopPause = null;
      const at = key(conversation, text);
      if (seen !== at) {
        let stop = () => {};
        const patience = new Promise<void>((done) => {
          stop = later(done, PATIENCE_MS);
        });
        await Promise.race([look(conversation, text), patience]);
        stop();
        if (seen !== at) turn++; // too late to count
      }
      const now = hint.peek();
      if (seen !== at || !now || now.held) return true;
      hint.value = { ...now, held: true };
      return false;
    },
    /** Asked anyway. */
    waive(conversation: string): void {
      forget();
      waived = conversation;
    },
    /** Sent, or another conversation. */
    forget,
  };
}

export type Reask = ReturnType<typeof createReask>;
