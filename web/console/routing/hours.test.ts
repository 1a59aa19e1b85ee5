import { describe, expect, it } from "vitest";
import type { AgentProfile, Choices, OpenHours, RoutingApi, Setting } from "./api";
import { fits, openOf, tellsWeek, toldOf, type Week, weekOf, withDay, withWeek, wrongDays } from "./hours";
import { differing } from "./setting";
import { createRouting } from "./state";
import { valueWord } from "./words";

const JAKARTA = "Asia/Jakarta";
const open = [
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "12:00" },
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "13:00", to: "17:00" },
  { days: ["sat"], from: "09:00", to: "24:00" },
];
const hours = (patch: Partial<OpenHours> = {}): OpenHours => ({
  open,
  off: [],
  calendar: "id",
  joint_leave: true,
  except: [],
  text: { id: toldOf(weekOf(open), JAKARTA, "id"), en: toldOf(weekOf(open), JAKARTA, "en") },
  ...patch,
});
const week = (patch: Partial<Week>): Week => ({ ...weekOf([]), ...patch });

describe("a week of opening hours", () => {
  it("is the same as a grid and as the server takes it", () => {
    expect(weekOf(open).mon).toEqual([
      { from: "08:00", to: "12:00" },
      { from: "13:00", to: "17:00" },
    ]);
    expect(weekOf(open).sun).toEqual([]);
    expect(openOf(weekOf(open))).toEqual(open);
    expect(openOf(weekOf(null))).toEqual([]);
  });

  it("names the days that cannot be", () => {
    expect(wrongDays(weekOf(open))).toEqual([]);
    expect(
      wrongDays(
        week({
          mon: [{ from: "08:00", to: "" }],
          tue: [{ from: "16:00", to: "08:00" }],
          wed: [
            { from: "13:00", to: "17:00" },
            { from: "08:00", to: "13:30" },
          ],
          thu: [
            { from: "13:00", to: "17:00" },
            { from: "08:00", to: "13:00" },
          ],
          sun: [{ from: "18:00", to: "24:00" }],
        }),
      ),
    ).toEqual(["mon", "tue", "wed"]);
  });

  it("is told in one sentence, days of the same times together", () => {
    expect(toldOf(weekOf(open), JAKARTA, "id")).toBe(
      "Senin–Jumat 08.00–12.00 dan 13.00–17.00, Sabtu 09.00–24.00 WIB",
    );
    expect(toldOf(week({ mon: [{ from: "08:00", to: "16:00" }] }), "Asia/Jayapura", "en")).toBe(
      "Monday 08:00–16:00 WIT",
    );
    expect(toldOf(week({}), JAKARTA, "id")).toBe("");
  });

  it("takes its words along, but none that somebody wrote", () => {
    const next = week({ sun: [{ from: "10:00", to: "12:00" }] });
    expect(withWeek(hours(), next, JAKARTA).text).toEqual({
      id: "Minggu 10.00–12.00 WIB",
      en: "Sunday 10:00–12:00 WIB",
    });
    const own = withWeek(hours({ text: { id: "Setiap saat", en: "" } }), next, JAKARTA);
    expect(own.text).toEqual({ id: "Setiap saat", en: "Sunday 10:00–12:00 WIB" });
    expect([tellsWeek(hours(), JAKARTA), tellsWeek(own, JAKARTA)]).toEqual([true, false]);
  });

  it("fits as the server has it", () => {
    expect(fits(hours())).toBe(true);
    expect(fits(hours({ text: { id: "Senin", en: " " } }))).toBe(false);
    expect(fits(hours({ text: { id: "x".repeat(201), en: "x" } }))).toBe(false);
    expect(fits(hours({ open: [{ days: ["mon"], from: "", to: "08:00" }] }))).toBe(false);
    expect(fits(hours({ open: [], text: { id: "", en: "" } }))).toBe(true);
  });

  it("keeps days off in order and each once", () => {
    expect(withDay(["2026-12-31"], "2026-12-26")).toEqual(["2026-12-26", "2026-12-31"]);
    expect(withDay(["2026-12-31"], "2026-12-31")).toEqual(["2026-12-31"]);
  });
});

describe("hours as a part of routing", () => {
  const base = {
    mode: "pull",
    ring_seconds: 20,
    teams: [],
    targets: { urgent: 60, high: 180, normal: 300 },
    capacity: { total: 4 },
  };
  const setting = {
    ...base,
    wrap_up_seconds: 0,
    level: 80,
    team_overflow: 0,
    skill_overflow: 0,
    language_overflow: 0,
    hold_seconds: 0,
    version: 1,
  } as Setting;

  it("are saved with it, and what is open is looked at anew", async () => {
    let now = setting;
    let looked = 0;
    const api = {
      setting: async () => now,
      save: async (next: Setting) => {
        now = { ...next, version: next.version + 1 };
        return now;
      },
      choices: async () => ({ opening: { open_now: looked++ > 0 } }) as unknown as Choices,
      agents: async () => [] as AgentProfile[],
      saveAgent: async () => ({ teams: [], skills: [], languages: [], version: 1 }),
    } satisfies RoutingApi;
    const routing = createRouting(api);
    await routing.load();
    routing.edit({ hours: hours() });
    expect(routing.changes.value).toEqual(["hours"]);
    expect(await routing.save()).toBe(true);
    expect([now.hours?.calendar, looked, routing.choices.value?.opening.open_now]).toEqual(["id", 2, true]);
    routing.edit({ ring_seconds: 30 });
    await routing.save();
    expect(looked).toBe(2);
    routing.edit({ hours: hours({ open: [{ days: ["mon"], from: "09:00", to: "08:00" }] }) });
    expect([...routing.errors.value.keys()]).toEqual(["hours"]);
    routing.edit({ hours: undefined });
    expect(differing(now, routing.draft.value as Setting)).toEqual(["hours"]);
  });

  it("are read in words", () => {
    const always = { open: [], text: { id: "", en: "" } };
    expect(valueWord(setting, "hours", "id")).toBe("dari brand.yaml");
    expect(valueWord({ ...setting, hours: hours() }, "hours", "id")).toBe(hours().text.id);
    expect(valueWord({ ...setting, hours: hours(always) }, "hours", "id")).toBe("selalu buka");
  });
});
