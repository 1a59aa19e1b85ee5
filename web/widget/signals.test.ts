import { describe, expect, it } from "vitest";
import { batch, computed, effect, signal } from "./signals";

describe("signals", () => {
  it("run an effect again when what it read changes, and only then", () => {
    const a = signal(1);
    const b = signal(1);
    const seen: number[] = [];
    effect(() => void seen.push(a.value));
    b.value = 2;
    a.value = 1;
    a.value = 5;
    expect(seen).toEqual([1, 5]);
  });

  it("tell all the changes of a batch once, nested ones too", () => {
    const a = signal(1);
    const b = signal(1);
    const sum = computed(() => a.value + b.value);
    const seen: number[] = [];
    effect(() => void seen.push(sum.value));
    batch(() => {
      a.value = 2;
      batch(() => {
        b.value = 3;
      });
      expect(seen).toEqual([2]);
    });
    expect(seen).toEqual([2, 5]);
  });

  it("follow what an effect reads now, not what it read once", () => {
    const which = signal(true);
    const a = signal("a");
    const b = signal("b");
    const seen: string[] = [];
    effect(() => void seen.push(which.value ? a.value : b.value));
    which.value = false;
    b.value = "B";
    expect(seen).toEqual(["a", "b", "B"]);
  });

  it("let an effect change a signal, and end one that never settles", () => {
    const a = signal(0);
    const b = signal(0);
    effect(() => {
      b.value = a.value * 2;
    });
    a.value = 4;
    expect(b.value).toBe(8);
    const n = signal(0);
    effect(() => {
      n.value = n.value + 1;
    });
    expect(n.peek()).toBeLessThanOrEqual(101);
  });

  it("do not swallow an error, and go on after it", () => {
    const a = signal(0);
    effect(() => {
      if (a.value === 1) throw new Error("effect");
    });
    expect(() => {
      a.value = 1;
    }).toThrow("effect");
    const seen: number[] = [];
    effect(() => void seen.push(a.value));
    a.value = 2;
    expect(seen).toEqual([1, 2]);
  });
});
