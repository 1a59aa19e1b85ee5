import { describe, expect, it } from "vitest";
import { linkify } from "./linkify";

const links = (text: string) => linkify(text).flatMap((s) => (s.href ? [s.text] : []));

describe("linkify", () => {
  it.each([
    ["lihat https://terang.example/retur.", ["https://terang.example/retur"]],
    ["(http://a.example/b_(c)) ok", ["http://a.example/b_(c)"]],
    [
      "https://a.example/?q=1&r=2, lalu HTTPS://B.example/x!",
      ["https://a.example/?q=1&r=2", "HTTPS://B.example/x"],
    ],
    ["javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.example", []],
    ["javascript://https://a.example", ["https://a.example"]],
    ["https://bank.example@evil.example/", []],
    ["https:// https://", []],
    ["https://a.example/\u202egpj.exe", ["https://a.example/"]],
    ['<a href="https://a.example">x</a>', ["https://a.example"]],
    ["www.terang.example", []],
  ])("%s", (text, want) => {
    expect(links(text)).toEqual(want);
  });

  it("loses and changes nothing of the text", () => {
    for (const text of [
      "",
      "a\nb",
      "x https://a.example, y",
      "https://a.example".repeat(3),
      "https://a.example ".repeat(80),
    ]) {
      expect(
        linkify(text)
          .map((s) => s.text)
          .join(""),
      ).toBe(text);
    }
  });

  it("makes links of http and https only", () => {
    for (const s of linkify("https://a.example http://b.example")) {
      if (s.href) expect(s.href).toMatch(/^https?:\/\//);
    }
  });
});
