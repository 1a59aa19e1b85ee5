import { describe, expect, it } from "vitest";
import { actionColours, contrast, parseHex } from "./color";

const rgb = (hex: string) => parseHex(hex) ?? [0, 0, 0];

describe("actionColours", () => {
  it.each(["#ffff00", "#ffffff", "#000000", "#ff5a1f", "#00c2a8", "#7a7a7a", "#e91e63", "#abc"])(
    "moves %s to what can be read, in light and dark",
    (brand) => {
      for (const dark of [false, true]) {
        const colours = actionColours(brand, dark);
        if (!colours) throw new Error("no colours");
        const ground = dark ? "#1a1f29" : "#fbfaf7";
        expect(contrast(rgb(colours["--action"]), rgb(ground))).toBeGreaterThanOrEqual(4.5);
        expect(contrast(rgb(colours["--action"]), rgb(colours["--on-action"]))).toBeGreaterThanOrEqual(4.5);
        const ink = dark ? "#eef1f6" : "#1d2433";
        expect(contrast(rgb(ink), rgb(colours["--action-ground"]))).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it("leaves a colour that holds as it is", () => {
    expect(actionColours("#7a1f1f", false)?.["--action"]).toBe("#7a1f1f");
  });

  it("leaves the tokens where there is no colour, or the house's own", () => {
    for (const none of ["", "red", "#12", "url(x)", "#0B5FA5"]) expect(actionColours(none, false)).toBeNull();
  });
});
