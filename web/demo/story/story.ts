// The story's state, pure: which beat is next, whether it plays, and what happened when somebody stepped in.
// It performs nothing; the player does, and tells it how it went.

/**
 * idle: nothing was played yet · playing · stepping: one beat, then paused · paused · failed: a beat did not
 * come true · done: the last beat is over.
 */
export type Phase = "idle" | "playing" | "stepping" | "paused" | "failed" | "done";

/** Why it stands still: the viewer pressed pause, or took over inside a frame. */
export type Halt = "asked" | "touched";

/** What did not happen, for the caption. */
export interface Failure {
  /** Key of what was waited for. */
  what: string;
  /** The part that the eye should go to. */
  part: Part;
}

/** The three parts of the stage. */
export type Part = "phone" | "inbox" | "log";
export const PARTS: readonly Part[] = ["phone", "inbox", "log"];

export interface Story {
  phase: Phase;
  /** The beat that plays, or is next. */
  beat: number;
  /** Raised by "start again": what an earlier run still reports is not heard. */
  run: number;
  /** Raised when a beat has to be tried afresh. */
  attempt: number;
  halt: Halt | null;
  failure: Failure | null;
}

/** Names one try of one beat. */
export interface Try {
  run: number;
  beat: number;
  attempt: number;
}

export type StoryEvent =
  | { type: "play" }
  | { type: "pause" }
  | { type: "step" }
  | { type: "touched" }
  | { type: "restart" }
  | { type: "done"; of: Try }
  | { type: "failed"; of: Try; failure: Failure };

export const START: Story = { phase: "idle", beat: 0, run: 0, attempt: 0, halt: null, failure: null };

/** Whether a beat is being performed now. */
export const moving = (story: Story): boolean => story.phase === "playing" || story.phase === "stepping";

/** The try that the state asks for. */
export const tryOf = ({ run, beat, attempt }: Story): Try => ({ run, beat, attempt });

/** Whether `of` is still the try that the state asks for. */
export const current = (story: Story, of: Try): boolean =>
  story.run === of.run && story.beat === of.beat && story.attempt === of.attempt;

/** The state after an event, for a story of `length` beats. The same object where the event changes nothing. */
export function next(story: Story, event: StoryEvent, length: number): Story {
  switch (event.type) {
    case "play":
    case "step":
      return begin(story, event.type === "play" ? "playing" : "stepping", length);
    case "pause":
      return moving(story) ? { ...story, phase: "paused", halt: "asked" } : story;
    case "touched":
      // What the viewer did may have changed what the beat stands on: it looks again from its beginning.
      return moving(story)
        ? { ...story, phase: "paused", halt: "touched", attempt: story.attempt + 1 }
        : story;
    case "restart":
      return { ...START, run: story.run + 1 };
    case "done":
      return heard(story, event.of) ? finish(story, length) : story;
    case "failed":
      return heard(story, event.of)
        ? { ...story, phase: "failed", failure: event.failure, halt: null }
        : story;
  }
}

/** A report counts where its try is the current one and was not reported before. */
const heard = (story: Story, of: Try): boolean =>
  current(story, of) && (moving(story) || story.phase === "paused");

function begin(story: Story, phase: "playing" | "stepping", length: number): Story {
  if (story.phase === phase) return story;
  if (story.phase === "done") return story;
  if (story.beat >= length) return { ...story, phase: "done", halt: null };
  const again = story.phase === "failed";
  return {
    ...story,
    phase,
    halt: null,
    failure: null,
    attempt: again ? story.attempt + 1 : story.attempt,
  };
}

/** A beat may end in the moment after a pause: it counts, and the story stays paused. */
function finish(story: Story, length: number): Story {
  const beat = story.beat + 1;
  const over = beat >= length;
  const stays = story.phase !== "playing";
  return {
    ...story,
    beat,
    attempt: 0,
    phase: over ? "done" : stays ? "paused" : "playing",
    halt: over || story.phase === "playing" ? null : (story.halt ?? "asked"),
    failure: null,
  };
}
