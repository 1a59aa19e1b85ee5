// A talk as a scenario file: what the systems answer, who did what, and what came of it. Whoever tried something out
// copies it and has a test. docs/testing.md describes the form. Pure.
//
//   Asks for the number, then tells the status.
//   -- world --
//   now: 2026-11-21T03:00:00Z
//   -- system --
//   order_get(order_no=TRG-1042) => {"status":"shipped"}
//   -- script --
//   contact: mana pesanan saya
//   tap: TRG-1042 | Pesanan 1042
//   -- want --
import type { Tried, TrySaid, TryStep } from "../api";

/** Inputs by which answers can be told apart: texts, numbers, yes and no. What a plain word cannot hold is a JSON string. */
function told(inputs: Record<string, unknown> | null): string[] {
  return Object.entries(inputs ?? {}).flatMap(([name, value]) => {
    if (!["string", "number", "boolean"].includes(typeof value)) return [];
    const plain = /^[^\s,()="]+( [^\s,()="]+)*$/.test(String(value));
    return [`${name}=${plain ? value : JSON.stringify(value)}`];
  });
}

/** `name(a=1, b=2)`: an action with what it is asked. */
function called({ name, inputs }: NonNullable<TrySaid["action"]>): string {
  const pairs = told(inputs);
  return pairs.length > 0 ? `${name}(${pairs.join(", ")})` : name;
}

/** The answers of the systems, in order. The last one for a question is given again and again, so it stands once. */
function system(steps: readonly TryStep[], tried: Tried | null): string[] {
  const asked = (tried?.transcript ?? []).flatMap((said) => (said.action ? [said.action] : []));
  const lines: string[] = [];
  const last = new Map<string, string>();
  let at = 0;
  for (const step of steps) {
    const action = "result" in step ? asked[at++] : undefined;
    if (!("result" in step) || !action) continue;
    const head = called(action);
    const answer = step.result.ok ? JSON.stringify(step.result.data ?? {}) : `error ${step.result.code}`;
    if (last.get(head) !== answer) lines.push(`${head} => ${answer}`);
    last.set(head, answer);
  }
  return lines;
}

function scripted(step: TryStep, labels: ReadonlyMap<string, string>): string[] {
  if ("say" in step) return [`contact: ${step.say.trim().replace(/\s*\n\s*/g, "\\n")}`];
  if ("choice" in step) {
    const label = labels.get(step.choice);
    return [label ? `tap: ${step.choice} | ${label}` : `tap: ${step.choice}`];
  }
  if ("event" in step) return [`event: ${step.event.name} ${JSON.stringify(step.event.data)}`];
  if ("wait" in step) return [`wait: ${step.wait}`];
  return "begin" in step ? [`start: ${step.begin}`] : [];
}

const SHOWN = 60;

/** What was said last after each of the contact's lines, where nothing but the contact moved the talk on. */
function answers(steps: readonly TryStep[], tried: Tried | null): string[] {
  if (steps.some((step) => !("say" in step || "choice" in step || "result" in step))) return [];
  const out: string[] = [];
  for (const said of tried?.transcript ?? []) {
    if (said.who === "contact") out.push("");
    else if (said.who === "assistant" && out.length > 0)
      out[out.length - 1] = (said.text.trim().split("\n")[0] ?? "")
        .replaceAll('"', "")
        .slice(0, SHOWN)
        .trim();
  }
  return out;
}

/** The whole talk as the text of a file. What must come of it is all of it, or by `expect` the beginnings of the answers. */
export function scenarioText(
  title: string,
  language: string,
  steps: readonly TryStep[],
  tried: Tried | null,
  check: "want" | "expect" = "want",
): string {
  const labels = new Map<string, string>();
  for (const said of tried?.transcript ?? [])
    for (const reply of said.replies ?? [])
      if (!labels.has(reply.value)) labels.set(reply.value, reply.label);
  const world = [
    ...(tried?.start ? [`now: ${tried.start}`] : []),
    ...(language === "id" ? [] : [`language: ${language}`]),
  ];
  const canned = system(steps, tried);
  const heard = check === "expect" ? answers(steps, tried) : [];
  let turn = 0;
  const script = steps.flatMap((step) => {
    const lines = scripted(step, labels);
    const answer = "say" in step || "choice" in step ? heard[turn++] : undefined;
    return answer ? [...lines, `expect: text contains "${answer}"`] : lines;
  });
  return [
    title,
    ...(world.length > 0 ? ["-- world --", ...world] : []),
    ...(canned.length > 0 ? ["-- system --", ...canned] : []),
    "-- script --",
    ...script,
    ...(check === "want" ? ["-- want --"] : []),
    "",
  ].join("\n");
}

/** Puts a scenario behind others, under a name that none of them has. */
export function withScenario(all: string, name: string, text: string): string {
  const taken = new Set([...all.matchAll(/^=== (.+?) ===[ \t]*$/gm)].map((m) => m[1]));
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
  const before = all.trim() === "" ? "" : `${all.trimEnd()}\n\n`;
  return `${before}=== ${free} ===\n${text}`;
}
