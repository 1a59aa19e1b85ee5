import { describe, expect, it } from "vitest";
import { current, moving, next, START, type Story, type StoryEvent, tryOf } from "./story";

const LENGTH = 3;
const played = (...events: (StoryEvent | ((story: Story) => StoryEvent))[]): Story =>
  events.reduce<Story>((s, e) => next(s, typeof e === "function" ? e(s) : e, LENGTH), START);
const play: StoryEvent = { type: "play" };
const pause: StoryEvent = { type: "pause" };
const step: StoryEvent = { type: "step" };
const touched: StoryEvent = { type: "touched" };
const restart: StoryEvent = { type: "restart" };
const done = (story: Story): StoryEvent => ({ type: "done", of: tryOf(story) });
const failed = (story: Story): StoryEvent => ({
  type: "failed",
  of: tryOf(story),
  failure: { what: "answer", part: "phone" },
});

describe("the story", () => {
  it("plays its beats in order and ends", () => {
    expect(played(play)).toMatchObject({ phase: "playing", beat: 0 });
    expect(played(play, done, done)).toMatchObject({ phase: "playing", beat: 2 });
    expect(played(play, done, done, done)).toMatchObject({ phase: "done", beat: 3 });
  });

  it("stays at its end until it is started again", () => {
    expect(played(play, done, done, done, play).phase).toBe("done");
    expect(played(play, done, done, done, restart)).toMatchObject({ phase: "idle", beat: 0, run: 1 });
  });

  it("goes on with the same try after a pause", () => {
    const paused = played(play, done, pause);
    expect(paused).toMatchObject({ phase: "paused", halt: "asked", beat: 1, attempt: 0 });
    const again = next(paused, play, LENGTH);
    expect(again).toMatchObject({ phase: "playing", halt: null, beat: 1, attempt: 0 });
    expect(current(again, tryOf(paused))).toBe(true);
  });

  it("tries a beat afresh after the viewer took over", () => {
    const paused = played(play, done, touched);
    expect(paused).toMatchObject({ phase: "paused", halt: "touched", beat: 1, attempt: 1 });
    expect(moving(paused)).toBe(false);
  });

  it("does not hear a try that was given up", () => {
    const old = played(play, done);
    const state = played(play, done, touched);
    expect(next(state, done(old), LENGTH)).toBe(state);
    expect(next(state, failed(old), LENGTH)).toBe(state);
    const fresh = played(play, done, restart);
    expect(next(fresh, done(old), LENGTH)).toBe(fresh);
  });

  it("performs one beat and pauses", () => {
    expect(played(step)).toMatchObject({ phase: "stepping", beat: 0 });
    expect(played(step, done)).toMatchObject({ phase: "paused", beat: 1, halt: "asked" });
    expect(played(step, done, step, done, step, done).phase).toBe("done");
    expect(played(step, play, done)).toMatchObject({ phase: "playing", beat: 1 });
  });

  it("counts a beat that ends just after the pause", () => {
    const playing = played(play);
    const paused = next(playing, pause, LENGTH);
    expect(next(paused, done(playing), LENGTH)).toMatchObject({ phase: "paused", beat: 1, halt: "asked" });
  });

  it("says what did not happen and tries it again on play", () => {
    const state = played(play, failed);
    expect(state).toMatchObject({ phase: "failed", failure: { what: "answer", part: "phone" } });
    expect(next(state, play, LENGTH)).toMatchObject({ phase: "playing", failure: null, attempt: 1 });
  });

  it("ignores a pause or a touch where nothing moves", () => {
    for (const state of [START, played(play, pause), played(play, failed), played(play, done, done, done)]) {
      expect(next(state, pause, LENGTH)).toBe(state);
      expect(next(state, touched, LENGTH)).toBe(state);
    }
  });

  it("never leaves its bounds, whatever happens", () => {
    const events: ((story: Story) => StoryEvent)[] = [
      () => play,
      () => pause,
      () => step,
      () => touched,
      () => restart,
      done,
      failed,
    ];
    let seed = 7;
    let state = START;
    for (let i = 0; i < 5000; i++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const event = events[Math.floor(seed / 65536) % events.length];
      if (event) state = next(state, event(state), LENGTH);
      expect(state.beat).toBeGreaterThanOrEqual(0);
      expect(state.beat).toBeLessThanOrEqual(LENGTH);
      expect(state.phase === "failed").toBe(state.failure !== null);
      if (state.beat === LENGTH && state.phase !== "failed")
        expect(["done", "paused"]).toContain(state.phase);
    }
  });
});
