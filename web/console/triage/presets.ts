// The times until which something is put off with one key, on the reader's own clock. Pure but for the zone of the
// Date that it is given.

export type Preset = "later" | "tomorrow" | "week";

/** After this hour "later today" would be night. */
const LAST_HOUR = 20;
const LATER_HOURS = 3;
const MORNING = 8;
const MONDAY = 1;

const at = (day: Date, plusDays: number, hour: number): Date =>
  new Date(day.getFullYear(), day.getMonth(), day.getDate() + plusDays, hour);

/** The presets that make sense now, in the order in which they come. */
export function presets(now: Date): { preset: Preset; until: Date }[] {
  const found: { preset: Preset; until: Date }[] = [];
  const hour = now.getHours() + LATER_HOURS + (now.getMinutes() > 0 ? 1 : 0);
  if (hour <= LAST_HOUR) found.push({ preset: "later", until: at(now, 0, hour) });
  found.push({ preset: "tomorrow", until: at(now, 1, MORNING) });
  const days = (MONDAY - now.getDay() + 7) % 7 || 7;
  // On a Sunday the next week is tomorrow: then it is the one after.
  found.push({ preset: "week", until: at(now, days === 1 ? 8 : days, MORNING) });
  return found;
}

/** What <input type="datetime-local"> takes, on the reader's clock. */
export function localValue(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
