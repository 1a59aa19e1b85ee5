// The icons of steps and triggers (Lucide, https://lucide.dev, ISC); each stands beside its word.
import { IconPath } from "../../shared/Icon";

const STEPS: Readonly<Record<string, string>> = {
  say: "M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2zM7 11h10M7 15h6M7 7h8",
  article:
    "M12 7v14M3 18a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h5a4 4 0 0 1 4 4 4 4 0 0 1 4-4h5a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-6a3 3 0 0 0-3 3 3 3 0 0 0-3-3z",
  ask: "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3M12 17h.01",
  reask: "M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11",
  verify:
    "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1zM9 12l2 2 4-4",
  call: "M13 2 3 14h9l-1 8 10-12h-9z",
  confirm: "M3 7a4 4 0 0 1 4-4h10a4 4 0 0 1 4 4v10a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4zM9 12l2 2 4-4",
  undo: "M3 7v6h6M21 17a9 9 0 0 0-15-6.7L3 13",
  branch: "M6 3v12M18 3a3 3 0 1 0 0 6 3 3 0 1 0 0-6M6 15a3 3 0 1 0 0 6 3 3 0 1 0 0-6M18 9a9 9 0 0 1-9 9",
  wait: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 6v6l4 2",
  remember: "M19 21l-7-4-7 4V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2z",
  hand_over: "M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
  run: "M5 12h14M12 5l7 7-7 7",
  end: "M4 15s1-1 4-1 5 2 8 2 4-1 4-1V3s-1 1-4 1-5-2-8-2-4 1-4 1zM4 22v-7",
};

const TRIGGERS: Readonly<Record<string, string>> = {
  intent: STEPS.say ?? "",
  event: STEPS.call ?? "",
  segment:
    "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M16 3.128a4 4 0 0 1 0 7.744M22 21v-2a4 4 0 0 0-3-3.87M5 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0",
  schedule: "M8 2v4M16 2v4M5 4h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM3 10h18",
  manual:
    "M18 11V6a2 2 0 0 0-2-2a2 2 0 0 0-2 2M14 10V4a2 2 0 0 0-2-2a2 2 0 0 0-2 2v2M10 10.5V6a2 2 0 0 0-2-2a2 2 0 0 0-2 2v8M18 8a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.86-5.99-2.34l-3.6-3.6a2 2 0 0 1 2.83-2.82L7 15",
  hand_back: "M20 20v-7a4 4 0 0 0-4-4H4M9 14 4 9l5-5",
};

const ROUND = "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20";

export const StepIcon = ({ kind, size = 18 }: { kind: string; size?: number }) => (
  <IconPath d={STEPS[kind] ?? ROUND} size={size} />
);

export const TriggerIcon = ({ kind }: { kind: string }) => <IconPath d={TRIGGERS[kind] ?? ROUND} size={14} />;

/** A family of steps shares its ground: words, the brand's systems, ways that part, people, the end. */
export function familyOf(kind: string): "words" | "systems" | "ways" | "person" | "end" {
  if (kind === "hand_over") return "person";
  if (kind === "end") return "end";
  if (kind === "branch" || kind === "run" || kind === "confirm") return "ways";
  return ["say", "ask", "reask", "article"].includes(kind) ? "words" : "systems";
}

const TOOLS = {
  minus: "M5 12h14",
  fit: "M8 3H5a2 2 0 0 0-2 2v3M21 8V5a2 2 0 0 0-2-2h-3M3 16v3a2 2 0 0 0 2 2h3M16 21h3a2 2 0 0 0 2-2v-3",
  fold: "M12 22v-6M12 8V2M4 12H2M10 12H8M16 12h-2M22 12h-2M15 19l-3-3-3 3M15 5l-3 3-3-3",
  unfold: "M12 22v-6M12 8V2M4 12H2M10 12H8M16 12h-2M22 12h-2M15 19l-3 3-3-3M15 5l-3-3-3 3",
  forward: "M13 19V5l9 7zM2 19V5l9 7z",
} as const;

export const Tool = ({ name, size = 18 }: { name: keyof typeof TOOLS; size?: number }) => (
  <IconPath d={TOOLS[name]} size={size} />
);
