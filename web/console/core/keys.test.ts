import { describe, expect, it } from "vitest";
import { BINDINGS, type Command, commandOf, keyOf, sends, type Where } from "./keys";

const press = (key: string, over: Partial<Parameters<typeof commandOf>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
});
const free: Where = { typing: false, inList: false, captured: false, singleKeys: true };

describe("commands", () => {
  it.each([
    ["j", "next"],
    ["k", "previous"],
    ["c", "claim"],
    ["r", "reply"],
    ["n", "note"],
    ["d", "use_draft"],
    ["f", "fact"],
    ["4", "go_promises"],
    ["e", "resolve"],
    ["?", "help"],
    ["/", "search"],
    ["Escape", "back"],
    ["1", "go_queue"],
    ["x", "select"],
    ["a", "assign"],
    ["l", "tag"],
    ["5", "go_snoozed"],
    ["6", "go_live"],
    [",", "filter"],
    ["o", "offer_take"],
    ["u", "offer_decline"],
    ["y", null],
    ["y", null],
  ] satisfies [string, Command | null][])("%s is %s", (key, command) => {
    expect(commandOf(press(key), free)).toBe(command);
  });

  it("leave single keys to whoever is typing, and take Escape", () => {
    const typing = { ...free, typing: true };
    for (const { keys } of BINDINGS) {
      for (const key of keys) if (key !== "Escape") expect(commandOf(press(key), typing)).toBeNull();
    }
    expect(commandOf(press("Escape"), typing)).toBe("back");
  });

  it("leave arrows and Enter to the page outside of the list", () => {
    expect(commandOf(press("ArrowDown"), free)).toBeNull();
    expect(commandOf(press("ArrowDown"), { ...free, inList: true })).toBe("next");
    expect(commandOf(press("Enter"), { ...free, inList: true })).toBe("open");
  });

  it("can be switched off, and then arrows still move in the list", () => {
    const off = { ...free, singleKeys: false };
    expect(commandOf(press("j"), off)).toBeNull();
    expect(commandOf(press("?", { shiftKey: true }), off)).toBeNull();
    expect(commandOf(press("ArrowUp"), { ...off, inList: true })).toBe("previous");
  });

  it("belong to the browser with a modifier, to a dialog while it is open, to the input method while it composes", () => {
    expect(commandOf(press("c", { ctrlKey: true }), free)).toBeNull();
    expect(commandOf(press("r", { metaKey: true }), free)).toBeNull();
    expect(commandOf(press("E", { shiftKey: true }), free)).toBeNull();
    expect(commandOf(press("Escape"), { ...free, captured: true })).toBeNull();
    expect(commandOf(press("j", { isComposing: true }), free)).toBeNull();
  });

  it("are found on any layout: by the letter where there is one, by the place where there is none", () => {
    expect(commandOf(press("о", { code: "KeyJ" }), free)).toBe("next"); // Cyrillic
    expect(commandOf(press("ت", { code: "KeyJ" }), free)).toBe("next"); // Arabic
    expect(commandOf(press("&", { code: "Digit1" }), free)).toBe("go_queue"); // AZERTY
    expect(commandOf(press("j", { code: "KeyC" }), free)).toBe("next"); // Dvorak: the letter counts
    expect(commandOf(press("J"), free)).toBe("next"); // caps lock
    expect(keyOf(press("?", { shiftKey: true, code: "Slash" }))).toBe("?");
  });

  it("the palette opens with ⌘ or Ctrl, in fields too, but not while a letter is being composed", () => {
    const typing = { ...free, typing: true, singleKeys: false };
    expect(commandOf(press("k", { ctrlKey: true }), typing)).toBe("palette");
    expect(commandOf(press("л", { ctrlKey: true, code: "KeyK" }), free)).toBe("palette");
    expect(commandOf(press("k", { metaKey: true }), { ...typing, mac: true })).toBe("palette");
    expect(commandOf(press("k", { ctrlKey: true }), { ...typing, mac: true })).toBeNull();
    expect(commandOf(press("k", { ctrlKey: true, isComposing: true }), typing)).toBeNull();
    expect(commandOf(press("k", { ctrlKey: true, altKey: true }), free)).toBeNull();
    expect(commandOf(press("k", { ctrlKey: true }), { ...free, captured: true })).toBeNull();
  });

  it("wait while an input method or an accent is unfinished", () => {
    for (const key of ["Process", "Dead", "Unidentified"])
      expect(commandOf(press(key, { code: "KeyJ" }), free)).toBeNull();
  });

  it("have each key once", () => {
    const keys = BINDINGS.flatMap((b) => b.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("sending", () => {
  it("with Ctrl or ⌘ always; with Enter alone only where it is preferred, and never with Shift", () => {
    expect(sends(press("Enter", { ctrlKey: true }), "enter")).toBe(true);
    expect(sends(press("Enter", { metaKey: true }), "ctrl")).toBe(true);
    expect(sends(press("Enter"), "ctrl")).toBe(false);
    expect(sends(press("Enter"), "enter")).toBe(true);
    expect(sends(press("Enter", { shiftKey: true }), "enter")).toBe(false);
    expect(sends(press("Enter", { isComposing: true }), "enter")).toBe(false);
  });
});
