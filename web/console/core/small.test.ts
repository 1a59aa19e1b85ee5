import { describe, expect, it, vi } from "vitest";
import { createStrays } from "../view/fieldGone";
import { titleFor } from "./alerts";
import { createDrafts } from "./drafts";
import { askOf } from "./embed";
import { failureText } from "./failure";
import { type ApiError, createRequest, passing } from "./http";
import { layoutFor } from "./layout";
import { defaults, merge } from "./prefs";
import { format, HOME, parse, type Route, VIEWS } from "./route";
import { MIN_PASSWORD, setupErrors } from "./setup";
import { memoryStore } from "./storage";
import { createToasts } from "./toasts";
import { createTeller, createTypists } from "./typing";
import { uuid } from "./uuid";

describe("routes", () => {
  const routes: Route[] = [
    { page: "login" },
    { page: "setup", token: "a/b c" },
    { page: "settings", section: null },
    { page: "settings", section: "webhooks" },
    { page: "understanding", tab: "overview", about: [] },
    { page: "understanding", tab: "examples", about: ["order_status", "wrong"] },
    { page: "understanding", tab: "confusions", about: ["order_status", "a/b"] },
    { page: "trust", tab: "lab", figure: null },
    { page: "trust", tab: "measures", figure: null },
    { page: "trust", tab: "measures", figure: "gave_up" },
    { page: "playbooks", id: null, tab: "graph" },
    { page: "playbooks", id: "order_status", tab: "graph" },
    { page: "playbooks", id: "order/status", tab: "versions" },
    ...VIEWS.map((view): Route => ({ page: "inbox", view, conversation: null, panel: false })),
    { page: "inbox", view: "mine", conversation: "cnv_1", panel: false },
    { page: "inbox", view: "mine", conversation: "cnv_1", panel: true },
  ];
  it.each(routes.map((r) => [format(r), r] as const))("%s goes there and back", (hash, route) => {
    expect(parse(hash)).toEqual(route);
  });

  it("that are unknown or broken lead home; a link from outside opens its conversation", () => {
    for (const hash of ["", "#", "#/nowhere", "#/setup", "#/%E0%A4%A"]) expect(parse(hash)).toEqual(HOME);
    expect(parse("#/conversation/cnv_9")).toEqual({
      page: "inbox",
      view: "all",
      conversation: "cnv_9",
      panel: false,
    });
  });
});

it("a phone gets pages, a frame of 560 px two columns, a desktop three", () => {
  expect(layoutFor(360, false)).toBe("pages");
  expect(layoutFor(720, false)).toBe("pages");
  expect(layoutFor(560, true)).toBe("compact");
  expect(layoutFor(360, true)).toBe("pages");
  expect(layoutFor(721, false)).toBe("compact");
  expect(layoutFor(1024, false)).toBe("wide");
  expect(layoutFor(1440, false)).toBe("full");
});

it("stored preferences are taken as far as they make sense", () => {
  const base = defaults("en-GB");
  expect(base.language).toBe("en");
  expect(defaults("fr").language).toBe("id");
  expect(base.sound).toBe(false);
  expect(merge({ theme: "neon", sound: "yes", sendWith: "enter" }, base)).toEqual({
    ...base,
    sendWith: "enter",
  });
  expect(merge(null, base)).toEqual(base);
});

describe("drafts", () => {
  it("are kept for each conversation and kind, and forgotten once empty or old", () => {
    const store = memoryStore();
    let now = 0;
    const drafts = createDrafts(
      store,
      () => now,
      () => "agt_me",
    );
    drafts.set("a", "reply", "halo");
    drafts.set("a", "note", "catat");
    expect([drafts.get("a", "reply"), drafts.get("a", "note"), drafts.get("b", "reply")]).toEqual([
      "halo",
      "catat",
      "",
    ]);
    drafts.set("a", "note", "  ");
    expect(store.length).toBe(1);
    now = 15 * 86_400_000;
    drafts.prune();
    expect(drafts.get("a", "reply")).toBe("");
  });

  it("take an unsent message in front of what is being written", () => {
    const drafts = createDrafts(
      memoryStore(),
      () => 0,
      () => "agt_me",
    );
    drafts.set("a", "reply", "lalu ini");
    drafts.give("a", "reply", "dulu ini");
    expect(drafts.get("a", "reply")).toBe("dulu ini\nlalu ini");
    expect(drafts.given.value).toEqual({ conversation: "a", kind: "reply" });
  });

  it("tell what was written since a text was taken to be sent", () => {
    const drafts = createDrafts(
      memoryStore(),
      () => 0,
      () => "agt_me",
    );
    drafts.set("a", "reply", "halo ");
    expect(drafts.since("a", "reply", "halo ")).toBe("");
    drafts.set("a", "reply", "lalu");
    drafts.set("a", "note", "catatan");
    expect(drafts.since("a", "reply", "halo ")).toBe("lalu");
  });
});

describe("typing", () => {
  const clock = () => {
    const timers: { run: () => void; ms: number; on: boolean }[] = [];
    const later = (run: () => void, ms: number) => {
      const timer = { run, ms, on: true };
      timers.push(timer);
      return () => {
        timer.on = false;
      };
    };
    return {
      later,
      fire: () =>
        timers
          .splice(0)
          .filter((t) => t.on)
          .forEach((t) => void t.run()),
    };
  };

  it("of the contact fades by itself", () => {
    const { later, fire } = clock();
    const typists = createTypists(later);
    typists.set("a", true);
    expect(typists.typing.value.has("a")).toBe(true);
    fire();
    expect(typists.typing.value.has("a")).toBe(false);
  });

  it("of ours is told at once, then seldom, and once more when it ends", () => {
    const { later, fire } = clock();
    let now = 10_000;
    const tell = vi.fn();
    const teller = createTeller(tell, later, () => now);
    teller.typed("a");
    teller.typed("a");
    now += 3500;
    teller.typed("a");
    fire();
    teller.stop();
    expect(tell.mock.calls).toEqual([
      ["a", true],
      ["a", true],
      ["a", false],
    ]);
  });
});

describe("calls", () => {
  const make = (answer: () => Promise<Response>, onSignedOut = vi.fn()) => ({
    onSignedOut,
    request: createRequest({ fetch: answer as typeof fetch, language: () => "en", onSignedOut }),
  });
  const problem = (status: number, body: string, headers: Record<string, string> = {}) =>
    Promise.resolve(new Response(body, { status, headers }));

  it("carry the server's words, code and pause in a failure", async () => {
    const body = JSON.stringify({
      code: "already_claimed",
      title: "Already claimed",
      detail: "Rina has it.",
    });
    const { request } = make(() => problem(409, body, { "Retry-After": "7" }));
    const failure = await request("POST", "/x", {}).catch((e: ApiError) => e.failure);
    expect(failure).toEqual({
      status: 409,
      code: "already_claimed",
      title: "Already claimed",
      detail: "Rina has it.",
      retryAfter: 7,
    });
    expect(failureText(failure as never)).toEqual({ what: "Already claimed.", next: "Rina has it." });
  });

  it("survive a proxy's page, an empty body and no answer at all", async () => {
    const html = await make(() => problem(502, "<html>"))
      .request("GET", "/x")
      .catch((e: ApiError) => e.failure);
    expect(html).toMatchObject({ status: 502, code: "http_502" });
    expect(passing(html as never)).toBe(true);
    await expect(
      make(() => Promise.resolve(new Response(null, { status: 204 }))).request("POST", "/x"),
    ).resolves.toBeUndefined();
    const gone = await make(() => Promise.reject(new TypeError("failed")))
      .request("GET", "/x")
      .catch((e: ApiError) => e.failure);
    expect(gone).toMatchObject({ status: 0, code: "offline" });
  });

  it("tell of the end of a session, but not of a wrong password", async () => {
    const { request, onSignedOut } = make(() => problem(401, "{}"));
    await request("POST", "/login", {}).catch(() => {});
    expect(onSignedOut).not.toHaveBeenCalled();
    await request("GET", "/me").catch(() => {});
    expect(onSignedOut).toHaveBeenCalledOnce();
  });
});

it("only our own page may ask the frame for something, and only for what is known", () => {
  const from = (origin: string, data: unknown) => askOf({ origin, data }, "https://toko.id");
  expect(from("https://evil.example", { terang: "console", language: "en" })).toBeNull();
  expect(from("https://toko.id", "x")).toBeNull();
  expect(from("https://toko.id", { language: "en" })).toBeNull();
  expect(from("https://toko.id", { terang: "console", language: "en", theme: "neon", open: "../x" })).toEqual(
    { language: "en" },
  );
  expect(from("https://toko.id", { terang: "console", open: "cnv_1" })).toEqual({ open: "cnv_1" });
});

it("the title counts what waits", () => {
  expect(titleFor("Antrean", "Toko Terang", 0)).toBe("Antrean · Toko Terang");
  expect(titleFor("Antrean", "Toko Terang", 3)).toBe("(3) Antrean · Toko Terang");
  expect(titleFor("Antrean", "Toko Terang", 300)).toBe("(99+) Antrean · Toko Terang");
});

it("the set-up form says what is missing", () => {
  expect(setupErrors({ name: " ", email: "rina", password: "x".repeat(MIN_PASSWORD - 1) })).toEqual({
    name: "setup_name_empty",
    email: "setup_email_wrong",
    password: "setup_password_short",
  });
  expect(setupErrors({ name: "Rina", email: "rina@toko.id", password: "kopi pagi di teras" })).toEqual({});
});

it("a random id is a version 4 UUID", () => {
  expect(uuid(new Uint8Array(16).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

describe("messages at the edge", () => {
  it("are taken back by the key only where that is what they offer", () => {
    const toasts = createToasts(() => () => {});
    const [undo, open] = [vi.fn(), vi.fn()];
    toasts.show("good", "tag", undefined, { label: "urungkan", run: undo, undoes: true });
    toasts.show("info", "disebut", undefined, { label: "buka", run: open });
    toasts.undo();
    expect(undo).toHaveBeenCalledTimes(1);
    toasts.undo();
    expect(open).not.toHaveBeenCalled();
    expect(toasts.toasts.value.map((toast) => toast.text)).toEqual(["disebut"]);
  });
});

it("keys on their way to a field that has gone are no commands until they pause", () => {
  let now = 0;
  const strays = createStrays(() => now);
  expect(strays.holds()).toBe(false);
  strays.begin();
  for (now = 1000; now <= 5000; now += 1000) expect(strays.holds()).toBe(true);
  now = 6300;
  expect(strays.holds()).toBe(false);
});
