// What an agent wants to be told, and when: the same rules as the server's. Pure.
import type { OccasionKind } from "../core/occasion";

export interface Quiet {
  on: boolean;
  from: string;
  to: string;
  zone: string;
}

export interface Setting {
  waiting: boolean;
  reply: boolean;
  promise: boolean;
  mention: boolean;
  detail: "kind" | "name" | "words";
  quiet: Quiet;
}

/** A browser that is pushed to. */
export interface Browser {
  id: string;
  device: string;
  here: boolean;
  created_at: string;
  pushed_at: string | null;
  status: number;
}

export interface Notifications {
  setting: Setting;
  public_key: string;
  browsers: Browser[];
}

export const DEFAULTS: Setting = {
  waiting: true,
  reply: true,
  promise: true,
  mention: true,
  detail: "name",
  quiet: { on: false, from: "21:00", to: "06:00", zone: "Asia/Jakarta" },
};

/** The time of day in a zone, "21:05"; "" where the zone is unknown. */
export function clockIn(zone: string, now: Date): string {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(now);
  } catch {
    return "";
  }
}

export function isQuiet({ on, from, to, zone }: Quiet, now: Date): boolean {
  const at = on ? clockIn(zone, now) : "";
  if (at === "") return false;
  return from <= to ? at >= from && at < to : at >= from || at < to;
}

export function wants(setting: Setting, kind: OccasionKind, now: Date): boolean {
  const on = {
    waiting: setting.waiting,
    offer: setting.waiting,
    reply: setting.reply,
    due: setting.promise,
    broken: setting.promise,
    mention: setting.mention,
  }[kind];
  return on && !isQuiet(setting.quiet, now);
}
