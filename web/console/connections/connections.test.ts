import { describe, expect, it } from "vitest";
import type { Action } from "./api";
import { append, choices, missing, renameInput, renameOutput, usable, wanted } from "./wizard";

const order: Action = {
  operation: "getOrder",
  name: "get_order",
  method: "GET",
  path: "/orders/{order_no}",
  risk: "read",
  notes: ["left_out query tags"],
  inputs: [
    { name: "order_no", where: "path", as: "order_no", required: true },
    { name: "lang", where: "query", as: "language" },
  ],
  outputs: [
    { name: "status", path: "status", required: true },
    { name: "courier_name", path: "courier.name" },
  ],
};

describe("the import of actions", () => {
  it("asks for a choice, then for a look at risk and personal, before it goes on", () => {
    const [choice] = choices([order]);
    if (!choice) throw new Error("no choice");
    expect(missing([choice])).toBe("none");
    expect(missing([{ ...choice, picked: true }])).toBe("unconfirmed");
    expect(missing([{ ...choice, picked: true, confirmed: true }])).toBe("");
  });

  it("refuses names that playbooks cannot write, and one name for two actions", () => {
    const picked = choices([order, { ...order, operation: "other" }]).map((c) => ({
      ...c,
      picked: true,
      confirmed: true,
    }));
    expect(missing(picked)).toBe("twice");
    const [one] = picked;
    if (!one) throw new Error("no choice");
    expect(missing([{ ...one, action: { ...order, name: "Get order" } }])).toBe("name");
    expect(["order_get", "a1"].every(usable)).toBe(true);
    expect(["1a", "", "a-b", "Ä", "a".repeat(65)].some(usable)).toBe(false);
  });

  it("keeps what the system needs, whatever is left out", () => {
    const [choice] = choices([order]);
    if (!choice) throw new Error("no choice");
    const without = { inputs: ["order_no", "language"], outputs: ["courier.name"] };
    const [action] = wanted([{ ...choice, picked: true, without }], "warehouse");
    expect(action?.inputs?.map((i) => i.name)).toEqual(["order_no"]);
    expect(action?.outputs?.map((o) => o.name)).toEqual(["status"]);
    expect(action?.connection).toBe("warehouse");
    expect(action?.notes).toBeUndefined();
  });

  it("names no connection where it is the default one", () => {
    const [choice] = choices([order]);
    if (!choice) throw new Error("no choice");
    expect(wanted([{ ...choice, picked: true }], "default")[0]).not.toHaveProperty("connection");
  });

  it("renames for playbooks and not for the system", () => {
    const [path, query] = order.inputs ?? [];
    const [, courier] = order.outputs ?? [];
    if (!path || !query || !courier) throw new Error("no parts");
    const renamed = renameInput(order, path, "number");
    expect(renamed.path).toBe("/orders/{number}");
    expect(renamed.inputs?.[0]).toMatchObject({ name: "number", as: "number", where: "path" });
    expect(renameInput(order, query, "tongue").inputs?.[1]).toMatchObject({ name: "tongue", as: "language" });
    expect(renameOutput(order, courier, "courier").outputs?.[1]).toMatchObject({
      name: "courier",
      path: "courier.name",
    });
  });

  it("puts new actions behind those that are there", () => {
    expect(append("", "actions:\n  - name: b\n")).toBe("actions:\n  - name: b\n");
    expect(append("actions:\n  - name: a\n\n\n", "actions:\n  - name: b\n")).toBe(
      "actions:\n  - name: a\n  - name: b\n",
    );
  });
});
