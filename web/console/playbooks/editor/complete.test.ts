import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Reference } from "../api";
import { above, complete, slotsOf } from "./complete";

const ORDER_STATUS = readFileSync(
  new URL("../../../../packs/retail/playbooks/order_status.yaml", import.meta.url),
  "utf8",
);

describe("completion", () => {
  const reference: Reference = {
    actions: [
      { name: "order_get", risk: "read", inputs: ["order_no*", "zip"], outputs: [], codes: ["not_found"] },
    ],
    intents: ["order_status"],
    slots: ["money"],
    articles: ["returns"],
    segments: ["premium"],
    playbooks: ["refund"],
  };
  const TEXT = `id: a
triggers:
  - @trigger
slots:
  order_no: {type: @type}
  amount:
    type: money
    @slotfield
steps:
  - @step
  - call:
      action: order_get
      inputs:
        @input
      on_error:
        @code
  - call: {action: @action}
  - call: {action: order_get, inputs: {@inlineinput}}
  - ask: {slot: @named}
  - article:
      id: @article
  - branch: {on: slot.@member}
  - say:
      @sayfield
  - run: {playbook: @playbook}
@top
`;
  const at = (name: string) => {
    const position = TEXT.indexOf(`@${name}`);
    const text = TEXT.slice(0, position) + TEXT.slice(position + name.length + 1);
    const clean = text.slice(0, position) + text.slice(position).replace(/@\w+/g, "");
    const head = clean.slice(0, position).replace(/@\w+/g, "");
    return complete(head + clean.slice(position), head.length, reference)?.choices.map((c) => c.label) ?? [];
  };

  it.each([
    ["trigger", "order_status"],
    ["type", "money"],
    ["type", "choice"],
    ["slotfield", "label"],
    ["step", "hand_over"],
    ["action", "order_get"],
    ["input", "order_no"],
    ["code", "not_found"],
    ["inlineinput", "zip"],
    ["named", "amount"],
    ["article", "returns"],
    ["member", "order_no"],
    ["sayfield", "replies"],
    ["playbook", "refund"],
    ["top", "class"],
  ])("offers at %s: %s", (place, wanted) => {
    expect(at(place)).toContain(wanted);
  });

  it("offers nothing in a comment, nor after a value that may be anything", () => {
    expect(complete("# act", 5, reference)).toBeNull();
    expect(complete("version: 1", 10, reference)).toBeNull();
  });

  it("replaces what was typed of the name", () => {
    expect(complete("steps:\n  - call: {action: ord", 29, reference)).toMatchObject({ typed: 3 });
  });

  it("reads slots and the keys around a line of a real playbook", () => {
    const lines = ORDER_STATUS.split("\n");
    expect(slotsOf(lines)).toEqual(["order_no"]);
    const row = lines.findIndex((line) => line.includes("hand_over"));
    expect(above(lines, row).slice(0, 3)).toEqual(["default", "on_error", "call"]);
  });
});
