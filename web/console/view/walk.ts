// A list that the keys walk: its element has data-walk, its steps have data-step. One per page.

const STEPS = "[data-walk] [data-step]";

/** Whether an element is of a list that is walked, and not a control within a step, which has its own Enter. */
export const isWalked = (target: Element): boolean => target.closest("[data-walk]") !== null;

/** Whether Enter on an element is the browser's: it is a link or a button. */
export const hasEnter = (target: Element): boolean =>
  isWalked(target) && target.closest("a, button, summary") !== null;

/** Moves the focus to the next or the previous step; false where the page has no such list. */
export function walk(step: 1 | -1): boolean {
  if (!document.querySelector("[data-walk]")) return false;
  const all = [...document.querySelectorAll<HTMLElement>(STEPS)];
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const to = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
  return true;
}

/** Follows the link of the step that has the focus; false where none has it. */
export function enter(): boolean {
  const step = document.activeElement?.closest<HTMLElement>(STEPS);
  if (!step) return false;
  (step.matches("a") ? step : step.querySelector<HTMLElement>("a"))?.click();
  return true;
}
