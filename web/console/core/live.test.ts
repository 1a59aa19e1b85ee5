import { describe, expect, it, vi } from "vitest";
import { createLive, type Source } from "./live";

class FakeSource implements Source {
  readyState = 0;
  onopen: Source["onopen"] = null;
  onerror: Source["onerror"] = null;
  closed = false;
  readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.closed = true;
  }
  say(type: string, data: string) {
    this.listeners.get(type)?.({ data } as MessageEvent<string>);
  }
  opens() {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }
  fails(forGood: boolean) {
    this.readyState = forGood ? 2 : 0;
    this.onerror?.(new Event("error"));
  }
}

function setUp() {
  const sources: FakeSource[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const handlers = {
    conversation: vi.fn(),
    message: vi.fn(),
    typing: vi.fn(),
    presence: vi.fn(),
    promise: vi.fn(),
    reading: vi.fn(),
    mention: vi.fn(),
    offer: vi.fn(),
    outgoing: vi.fn(),
    watching: vi.fn(),
    missed: vi.fn(),
    refused: vi.fn(),
  };
  const live = createLive(
    {
      open: () => {
        const source = new FakeSource();
        sources.push(source);
        return source;
      },
      later: (run, ms) => {
        timers.push({ run, ms });
        return () => {};
      },
    },
    handlers,
  );
  live.start();
  const newest = () => sources.at(-1) as FakeSource;
  return { live, sources, newest, timers, handlers };
}

describe("live stream", () => {
  it("hands events on and forgives a torn one", () => {
    const { newest, handlers } = setUp();
    newest().say("typing", '{"conversation_id":"c","author":"contact","on":true}');
    newest().say("message", '{"conversation_id":');
    expect(handlers.typing).toHaveBeenCalledWith({ conversation_id: "c", author: "contact", on: true });
    expect(handlers.message).not.toHaveBeenCalled();
  });

  it("looks again after a cut that the browser mends, and after a reset", () => {
    const { live, newest, handlers, timers } = setUp();
    newest().opens();
    expect(handlers.missed).not.toHaveBeenCalled();
    newest().fails(false);
    expect(live.state.value).toBe("live"); // short cuts are not told
    timers.at(-1)?.run();
    expect(live.state.value).toBe("down");
    newest().opens();
    expect(live.state.value).toBe("live");
    expect(handlers.missed).toHaveBeenCalledTimes(1);
    newest().say("reset", "{}");
    expect(handlers.missed).toHaveBeenCalledTimes(2);
  });

  it("opens a new stream with growing pauses where the browser gives up", () => {
    const { live, sources, newest, timers, handlers } = setUp();
    newest().opens();
    for (const ms of [500, 1000, 2000]) {
      newest().fails(true);
      expect(timers.at(-1)?.ms).toBe(ms);
      timers.at(-1)?.run();
    }
    expect(handlers.refused).toHaveBeenCalledTimes(3);
    expect(sources).toHaveLength(4);
    expect(sources.slice(0, 3).every((s) => s.closed)).toBe(true);
    newest().opens();
    expect(live.state.value).toBe("live");
    expect(handlers.missed).toHaveBeenCalledTimes(1);
  });

  it("does not wait for the pause when the network is back", () => {
    const { live, sources, newest } = setUp();
    newest().fails(true);
    live.nudge();
    expect(sources).toHaveLength(2);
  });

  it("looks again where the first stream came late: the lists were fetched while it was tried", () => {
    const { newest, handlers, timers } = setUp();
    newest().fails(true);
    timers.findLast((timer) => timer.ms === 500)?.run();
    newest().opens();
    expect(handlers.missed).toHaveBeenCalledTimes(1);
  });
});
