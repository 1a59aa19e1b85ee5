import { describe, expect, it } from "vitest";
import { ApiError } from "../core/http";
import type { AgentProfile, Choices, RoutingApi, Setting } from "./api";
import { differing, rebased, skillOf, teamId, unitOf, wrong } from "./setting";
import { createRouting } from "./state";
import { valueWord } from "./words";

const base: Setting = {
  mode: "pull",
  ring_seconds: 20,
  wrap_up_seconds: 0,
  teams: [],
  targets: { urgent: 60, high: 180, normal: 300 },
  level: 80,
  team_overflow: 120,
  skill_overflow: 300,
  language_overflow: 600,
  hold_seconds: 90,
  capacity: { total: 4 },
  version: 3,
};

describe("a routing that is changed", () => {
  it("tells its parts apart", () => {
    expect(differing(base, base)).toEqual([]);
    expect(differing(base, { ...base, capacity: { total: 4, channels: {} } })).toEqual([]);
    expect(
      differing(base, { ...base, mode: "push", targets: { ...base.targets, high: 200 }, version: 9 }),
    ).toEqual(["mode", "targets.high"]);
  });

  it("keeps mine on top of what somebody else changed", () => {
    const mine = { ...base, ring_seconds: 30, targets: { ...base.targets, urgent: 30 } };
    const now = {
      ...base,
      ring_seconds: 45,
      targets: { ...base.targets, normal: 600 },
      level: 90,
      version: 4,
    };
    expect(rebased(base, mine, now)).toEqual({
      ...base,
      ring_seconds: 30,
      targets: { urgent: 30, high: 180, normal: 600 },
      level: 90,
      version: 4,
    });
  });

  it("knows what the server refuses", () => {
    expect([...wrong(base).keys()]).toEqual([]);
    const bad = {
      ...base,
      ring_seconds: 4,
      level: Number.NaN,
      capacity: { total: 0, channels: { web: 51 } },
    };
    expect([...wrong(bad).keys()]).toEqual(["ring_seconds", "level", "capacity.total", "capacity.channels"]);
  });

  it("shows lengths of time in the unit that fits", () => {
    expect([0, 45, 90, 300, 7200].map(unitOf)).toEqual(["s", "s", "s", "m", "h"]);
    expect(valueWord(base, "team_overflow", "id")).toBe("2 mnt");
    expect(valueWord({ ...base, team_overflow: 0 }, "team_overflow", "en")).toBe("tidak pernah");
    expect(valueWord(base, "mode", "en")).toBe("Diambil sendiri");
  });

  it("names teams and skills as the server takes them", () => {
    expect(teamId("Keuangan & Pajak", [])).toBe("keuangan-pajak");
    expect(teamId("Keuangan", ["keuangan", "keuangan-2"])).toBe("keuangan-3");
    expect(teamId("東京", [])).toBe("tim");
    expect(skillOf(" Pajak PPN! ")).toBe("pajak-ppn");
    expect(skillOf("!!")).toBe("");
  });
});

function scene() {
  let now = base;
  const api = {
    setting: async () => now,
    save: async (next: Setting) => {
      if (next.version !== now.version)
        throw new ApiError({
          status: 409,
          code: "routing_changed",
          title: "x",
          detail: "y",
          retryAfter: null,
        });
      now = { ...next, version: next.version + 1 };
      return now;
    },
    choices: async () => ({}) as Choices,
    agents: async () => [] as AgentProfile[],
    saveAgent: async () => ({ teams: [], skills: [], languages: [], version: 1 }),
  } satisfies RoutingApi;
  return {
    routing: createRouting(api),
    elsewhere: (patch: Partial<Setting>) => {
      now = { ...now, ...patch, version: now.version + 1 };
    },
    inForce: () => now,
  };
}

describe("saving a routing", () => {
  it("shows what is new where somebody else was first, and saves mine on top", async () => {
    const s = scene();
    await s.routing.load();
    s.routing.edit({ ring_seconds: 40 });
    expect(s.routing.changes.value).toEqual(["ring_seconds"]);
    s.elsewhere({ level: 95 });
    expect(await s.routing.save()).toBe(false);
    expect(s.routing.clash.value?.parts).toEqual(["level"]);
    s.routing.keepMine();
    expect(await s.routing.save()).toBe(true);
    expect(s.inForce()).toMatchObject({ ring_seconds: 40, level: 95 });
    expect(s.routing.changes.value).toEqual([]);
  });

  it("can take theirs instead", async () => {
    const s = scene();
    await s.routing.load();
    s.routing.edit({ ring_seconds: 40 });
    s.elsewhere({ ring_seconds: 50 });
    await s.routing.save();
    s.routing.takeTheirs();
    expect(s.routing.draft.value?.ring_seconds).toBe(50);
    expect(s.routing.changes.value).toEqual([]);
  });

  it("of a team keeps what is being changed beside it", async () => {
    const s = scene();
    await s.routing.load();
    s.routing.edit({ ring_seconds: 40 });
    await s.routing.saveTeams((all) => [...all, { id: "a", name: "A", topics: [] }]);
    expect(s.inForce()).toMatchObject({ ring_seconds: 20, teams: [{ id: "a" }] });
    expect(s.routing.changes.value).toEqual(["ring_seconds"]);
    expect(await s.routing.save()).toBe(true);
    expect(s.inForce()).toMatchObject({ ring_seconds: 40, teams: [{ id: "a" }] });
  });

  it("of what cannot be does not ask the server", async () => {
    const s = scene();
    await s.routing.load();
    s.routing.edit({ ring_seconds: 2 });
    expect(await s.routing.save()).toBe(false);
    expect(s.inForce().version).toBe(3);
  });

  it("shows what others change, and leaves alone what was begun while it was fetched", async () => {
    const s = scene();
    await s.routing.load();
    s.elsewhere({ level: 90 });
    await s.routing.refresh();
    expect(s.routing.draft.value?.level).toBe(90);
    s.elsewhere({ level: 95 });
    const fetching = s.routing.refresh();
    s.routing.edit({ ring_seconds: 40 });
    await fetching;
    expect(s.routing.changes.value).toEqual(["ring_seconds"]);
    expect(await s.routing.save()).toBe(false);
    expect(s.routing.clash.value?.parts).toEqual(["level"]);
  });
});
