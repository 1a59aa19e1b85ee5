import { describe, expect, it } from "vitest";
import { EventParser, type ServerEvent } from "./sse";

const parse = (...chunks: string[]): ServerEvent[] => {
  const parser = new EventParser();
  return chunks.flatMap((c) => parser.push(c));
};

describe("EventParser", () => {
  const stream =
    'retry: 1000\n\n: ping\n\nevent: message\nid: 7\ndata: {"a":1}\n\nevent: state\r\ndata: x\r\ndata:y\r\n\r\ndata: plain\r\r';
  const want: ServerEvent[] = [
    { event: "message", data: '{"a":1}', id: "7" },
    { event: "state", data: "x\ny", id: "7" },
    { event: "message", data: "plain", id: "7" },
  ];

  it("reads whole streams", () => {
    expect(parse(stream, "\n")).toEqual(want);
  });

  it("reads the same wherever the network cuts it", () => {
    for (let at = 0; at <= stream.length; at++) {
      expect(parse(stream.slice(0, at), stream.slice(at), "\n")).toEqual(want);
    }
    expect(parse(...stream, "\n")).toEqual(want);
  });

  it("drops an event that was not ended, and one without data", () => {
    expect(parse("event: message\ndata: half")).toEqual([]);
    expect(parse("event: message\nid: 3\n\n")).toEqual([]);
  });

  it("does not collect a line without end", () => {
    expect(() => parse("data: ".padEnd(1_000_001, "x"))).toThrow("line too long");
  });
});
