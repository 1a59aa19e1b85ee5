import { describe, expect, it } from "vitest";
import type { Dictionary } from "./i18n";

const files = import.meta.glob<{ texts: Dictionary }>("../*/**/texts.ts", { eager: true });

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each(Object.entries(files))("%s", (_, { texts }) => {
  it("has the same keys in both languages", () => {
    expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.id).sort());
  });

  it.each(Object.keys(texts.id))("%s is there in both, with the same placeholders", (key) => {
    expect(texts.id[key]?.trim()).toBeTruthy();
    expect(texts.en[key]?.trim()).toBeTruthy();
    expect(placeholders(texts.en[key] ?? "")).toEqual(placeholders(texts.id[key] ?? ""));
  });
});
