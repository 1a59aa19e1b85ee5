import { describe, expect, it } from "vitest";
import type { Graph, GraphEdge } from "../api";
import { layout, NODE_HEIGHT, NODE_WIDTH, ownerOf } from "./layout";
import { rounded } from "./lines";
import { walk, waysOut } from "./walk";
import { fitting, inSight, stepped } from "./zoom";

/** "3:call" per step; "0>1", "1>1.cases.x.0:shipped/case" per edge. */
function graph(steps: string, edges: string): Graph {
  return {
    start: "0",
    nodes: steps.split(" ").map((step, i) => {
      const [id = "", kind = "say"] = step.split(":");
      return { id, kind, line: i * 2 + 1, title: null, detail: id, depth: 0 };
    }),
    edges: edges.split(" ").map((edge) => {
      const [way = "", rest = ""] = edge.split(":");
      const [from = "", to = ""] = way.split(">");
      const [label = "", kind = "next"] = rest.split("/");
      return { from, to, label, kind: kind as GraphEdge["kind"] };
    }),
  };
}

const ORDER = graph(
  "0:ask 1:call 1.on_error.late.0:reask 1.on_error.default.0:hand_over 2:branch 2.cases.shipped.0:say 2.cases.shipped.1:say 2.cases.paid.0:say 3:say end:end",
  "0>1 1>2 1>1.on_error.late.0:late/error 1>1.on_error.default.0:default/error 1.on_error.late.0>0:/back 2>2.cases.shipped.0:shipped/case 2>2.cases.paid.0:paid/case 2>3:else/case 2.cases.shipped.0>2.cases.shipped.1 2.cases.shipped.1>3 2.cases.paid.0>3 3>end",
);

const cellsOf = (g: Graph, folded?: ReadonlySet<string>) =>
  Object.fromEntries(layout(g, folded).nodes.map((n) => [n.node.id, [n.column, n.row]]));

/** Two hundred steps: every fifth parts into three ways. */
function long(): Graph {
  const steps: string[] = [];
  const edges: string[] = [];
  let joins: string[] = [];
  for (let i = 0; steps.length < 200; i++) {
    steps.push(`${i}:${i % 5 === 4 ? "branch" : "say"}`);
    edges.push(...joins.map((from) => `${from}>${i}`));
    joins = [`${i}`];
    if (i % 5 !== 4) continue;
    for (const name of ["a", "b", "c"]) {
      for (let j = 0; j < 4; j++) steps.push(`${i}.cases.${name}.${j}`);
      edges.push(`${i}>${i}.cases.${name}.0:${name}/case`);
      for (let j = 0; j < 3; j++) edges.push(`${i}.cases.${name}.${j}>${i}.cases.${name}.${j + 1}`);
      joins.push(`${i}.cases.${name}.3`);
    }
  }
  return graph(steps.join(" "), edges.join(" "));
}

describe("where steps stand", () => {
  it("knows whose block a step is in, whatever a case is called", () => {
    const known = new Set(["2", "2.cases.1.5.0", "3", "3.confirm"]);
    expect(ownerOf("2.cases.1.5.0", known)).toEqual({ owner: "2", block: "cases.1.5" });
    expect(ownerOf("3.confirm", known)).toBeNull();
    expect(ownerOf("end", known)).toBeNull();
  });

  it("runs straight down; cases and errors stand to the right, beside what they leave", () => {
    expect(cellsOf(ORDER)).toEqual({
      "0": [0, 0],
      "1": [0, 1],
      "1.on_error.late.0": [1, 1],
      "1.on_error.default.0": [1, 2],
      "2": [0, 3],
      "2.cases.shipped.0": [1, 3],
      "2.cases.shipped.1": [1, 4],
      "2.cases.paid.0": [1, 5],
      "3": [0, 6],
      end: [0, 7],
    });
  });

  it("leaves no row empty beside a block that nobody comes back from", () => {
    const g = graph("0:call 0.on_error.default.0:hand_over 1 2", "0>1 1>2 0>0.on_error.default.0:x/error");
    expect(cellsOf(g)).toMatchObject({ "0": [0, 0], "1": [0, 1], "2": [0, 2] });
  });

  it("keeps the question of a call and what it did in the call's own line", () => {
    const g = graph(
      "0.preview:call 0.confirm:confirm 0.on_no.0:say 0:call 0.receipt:say 1:end",
      "0.preview>0.confirm 0.confirm>0:/yes 0.confirm>0.on_no.0:/no 0>0.receipt 0.receipt>1 0.on_no.0>1",
    );
    expect(cellsOf(g)).toEqual({
      "0.preview": [0, 0],
      "0.confirm": [0, 1],
      "0.on_no.0": [1, 1],
      "0": [0, 2],
      "0.receipt": [0, 3],
      "1": [0, 4],
    });
  });

  it("folds blocks away and lets the step that hides them speak for them", () => {
    const drawn = layout(ORDER, new Set(["2"]));
    expect(drawn.nodes.map((n) => n.node.id)).not.toContain("2.cases.shipped.0");
    expect(drawn.byId.get("2")).toMatchObject({ folded: true, inside: 3 });
    expect(drawn.edges.filter((e) => e.from === "2").map((e) => e.to)).toEqual(["3"]);
    expect(drawn.byId.get("3")?.number).toBe(9);
  });

  it("draws two hundred steps without two in one place, each line between steps that are there, in a moment", () => {
    const g = long();
    const began = performance.now();
    const drawn = layout(g);
    expect(performance.now() - began).toBeLessThan(200);
    expect(drawn.nodes).toHaveLength(g.nodes.length);
    expect(new Set(drawn.nodes.map((n) => `${n.column} ${n.row}`)).size).toBe(g.nodes.length);
    expect(drawn.edges).toHaveLength(g.edges.length);
    const widest = Math.max(...drawn.nodes.map((n) => n.x + NODE_WIDTH));
    expect(drawn.width).toBeGreaterThan(widest);
    expect(drawn.height).toBeGreaterThan(Math.max(...drawn.nodes.map((n) => n.y + NODE_HEIGHT)));
  });

  it("never draws a straight way down through a step", () => {
    for (const g of [ORDER, long()]) {
      const { nodes, edges, byId } = layout(g);
      for (const edge of edges) {
        const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
        if (!from || !to || from.column !== to.column || !/^M[\d. ]+L[\d. ]+$/.test(edge.d)) continue;
        const between = nodes.filter((n) => n.column === from.column && n.row > from.row && n.row < to.row);
        expect(between.map((n) => n.node.id)).toEqual([]);
      }
    }
  });

  it("shows cases that lead to one step as one line with all their names", () => {
    const g = graph("0:branch 1", "0>1:a/case 0>1:b/case");
    expect(layout(g).edges.map((e) => e.label)).toEqual(["a, b"]);
  });

  it("draws nothing of a playbook without steps", () => {
    expect(layout({ nodes: [], edges: [], start: "" }).nodes).toEqual([]);
  });
});

describe("walking by keys", () => {
  const drawn = layout(ORDER);

  it("follows the way on and back", () => {
    expect(walk(drawn, "0", "on")).toBe("1");
    expect(walk(drawn, "2", "on")).toBe("3");
    expect(walk(drawn, "3", "back")).toBe("2");
    expect(walk(drawn, "2.cases.shipped.1", "on")).toBe("3");
    expect(walk(drawn, "end", "on")).toBe("end");
    expect(walk(drawn, "0", "back")).toBe("0");
  });

  it("goes into the ways beside, along them, and out again", () => {
    expect(walk(drawn, "2", "next_way")).toBe("2.cases.shipped.0");
    expect(walk(drawn, "2.cases.shipped.0", "next_way")).toBe("2.cases.paid.0");
    expect(walk(drawn, "2.cases.paid.0", "previous_way")).toBe("2.cases.shipped.0");
    expect(walk(drawn, "2.cases.shipped.0", "previous_way")).toBe("2");
    expect(walk(drawn, "2.cases.shipped.1", "previous_way")).toBe("2");
    expect(walk(drawn, "3", "previous_way")).toBe("3");
  });

  it("reaches every step from the first one", () => {
    for (const g of [ORDER, long()]) {
      const there = layout(g);
      const seen = new Set<string>();
      const open = [walk(there, "", "first")];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (seen.has(id)) continue;
        seen.add(id);
        for (const move of ["on", "back", "next_way", "previous_way"] as const)
          open.push(walk(there, id, move));
      }
      expect([...seen].sort()).toEqual(g.nodes.map((n) => n.id).sort());
    }
  });

  it("names the way on first", () => {
    expect(waysOut(drawn, "2").map((e) => e.to)).toEqual(["3", "2.cases.shipped.0", "2.cases.paid.0"]);
  });
});

describe("size and sight", () => {
  it("steps through sizes and stops at both ends", () => {
    expect(stepped(1, 1)).toBe(1.25);
    expect(stepped(0.52, -1)).toBe(0.5);
    expect(stepped(0.25, -1)).toBe(0.25);
    expect(stepped(1.5, 1)).toBe(1.5);
  });

  it("fits the whole, but not smaller than can be seen nor larger than life", () => {
    const view = { clientWidth: 500, clientHeight: 400 };
    expect(fitting({ width: 1000, height: 400 }, view, 0.25)).toBe(0.5);
    expect(fitting({ width: 100, height: 100 }, view, 0.25)).toBe(1);
    expect(fitting({ width: 100, height: 9000 }, view, 0.25)).toBe(0.25);
  });

  it("scrolls no further than needed", () => {
    const view = { scrollLeft: 0, scrollTop: 0, clientWidth: 600, clientHeight: 400 };
    expect(inSight({ x: 60, y: 60 }, 1, view)).toEqual({ left: 0, top: 0 });
    expect(inSight({ x: 60, y: 1000 }, 1, view).top).toBe(1000 + NODE_HEIGHT + 40 - 400);
    expect(inSight({ x: 60, y: 100 }, 1, { ...view, scrollTop: 500 }).top).toBe(60);
  });

  it("rounds no corner that is not there", () => {
    expect(rounded([])).toBe("");
    expect(
      rounded([
        { x: 0, y: 0 },
        { x: 0, y: 9 },
      ]),
    ).toBe("M0 0L0 9");
  });
});
