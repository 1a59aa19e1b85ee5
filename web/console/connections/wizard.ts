// What the import does with what somebody chooses: pure, so that it can be tested without a page.
import type { Action, Input, Output, Risk } from "./api";

export const RISKS: readonly Risk[] = ["read", "change", "money", "identity"];

/** An action with what somebody has decided about it. */
export interface Choice {
  action: Action;
  picked: boolean;
  /** Somebody has looked at risk and personal: neither stands in a description. */
  confirmed: boolean;
  /** By their names on the wire: what is left out. */
  without: { inputs: readonly string[]; outputs: readonly string[] };
}

export function choices(actions: readonly Action[]): Choice[] {
  return actions.map((action) => ({
    action,
    picked: false,
    confirmed: false,
    without: { inputs: [], outputs: [] },
  }));
}

/** What an input is called in the system. */
export const wire = (input: Input) => input.as || input.name;

/** The actions as they are to be written: those that were picked, without what was left out, through `connection`. */
export function wanted(all: readonly Choice[], connection: string): Action[] {
  return all
    .filter((choice) => choice.picked)
    .map(({ action, without }) => {
      const { notes: _notes, ...rest } = action;
      return {
        ...rest,
        ...(connection && connection !== "default" ? { connection } : {}),
        inputs: (action.inputs ?? []).filter((i) => i.required || !without.inputs.includes(wire(i))),
        outputs: (action.outputs ?? []).filter((o) => !without.outputs.includes(o.path)),
      };
    });
}

/** Renames one input or output; what it is called in the system stays. */
export function renameInput(action: Action, input: Input, name: string): Action {
  const inputs = (action.inputs ?? []).map((i) => (i === input ? { ...i, name, as: wire(i) } : i));
  // A place in the path is called as its input.
  if (input.where !== "path") return { ...action, inputs };
  return {
    ...action,
    path: (action.path ?? "").replace(`{${input.name}}`, `{${name}}`),
    inputs: inputs.map((i) => (i.where === "path" && i.name === name ? { ...i, as: name } : i)),
  };
}

export function renameOutput(action: Action, output: Output, name: string): Action {
  return { ...action, outputs: (action.outputs ?? []).map((o) => (o === output ? { ...o, name } : o)) };
}

const FORM = /^[a-z][a-z0-9_]{0,63}$/;

/** Whether playbooks can call something so. */
export const usable = (name: string) => FORM.test(name);

/** What still has to be done before the preview: "" where nothing has. */
export function missing(all: readonly Choice[]): "" | "none" | "unconfirmed" | "name" | "twice" {
  const picked = all.filter((choice) => choice.picked);
  if (picked.length === 0) return "none";
  const names = picked.map((choice) => choice.action.name);
  if (picked.some(({ action }) => !named(action))) return "name";
  if (new Set(names).size < names.length) return "twice";
  if (picked.some((choice) => !choice.confirmed)) return "unconfirmed";
  return "";
}

function named(action: Action): boolean {
  const names = [...(action.inputs ?? []), ...(action.outputs ?? [])].map((part) => part.name);
  return [action.name, ...names].every(usable);
}

/** Puts new actions behind those that are there. Both are texts of actions.yaml. */
export function append(source: string, more: string): string {
  if (source.trim() === "") return more;
  return `${source.replace(/\n*$/, "\n")}${more.replace(/^actions:[^\n]*\n/, "")}`;
}

/** How an operation is called: "GET /orders/{no}", or the tool's name. */
export function called(action: Pick<Action, "method" | "path" | "tool">): string {
  return action.tool || `${action.method ?? ""} ${action.path ?? ""}`.trim();
}
