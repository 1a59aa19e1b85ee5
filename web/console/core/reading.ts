// Tells the server how far an agent has read, once somebody really looks and a moment has passed.

const PAUSE_MS = 350;

interface Deps {
  openId: () => string | null;
  /** The last position that is shown of a conversation, 0 for none. */
  position: (id: string) => number;
  looking: () => boolean;
  tell: (id: string, seq: number) => Promise<void>;
  /** The conversation was read as far as it is known here. */
  onRead: (id: string) => void;
  later: (run: () => void, ms: number) => () => void;
}

export function createReading({ openId, position, looking, tell, onRead, later }: Deps) {
  const told = new Map<string, number>();
  let stop: (() => void) | null = null;

  function look(): void {
    const id = openId();
    if (!id || !looking()) return;
    const seq = position(id);
    if (seq === 0) return;
    onRead(id);
    if ((told.get(id) ?? 0) >= seq) return;
    told.set(id, seq);
    // A call that failed is made again at the next look.
    void tell(id, seq).catch(() => told.delete(id));
  }

  return {
    /** Something new is shown, or the page is looked at again. */
    mark(): void {
      if (!openId() || !looking()) return;
      stop?.();
      stop = later(look, PAUSE_MS);
    },
    reset(): void {
      stop?.();
      stop = null;
      told.clear();
    },
  };
}
