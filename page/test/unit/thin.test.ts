// Thinning: what is shown after it is what would be shown without it.
import {describe, expect, it} from "vitest";
import {NumberText, estimate} from "../../src/number_text";
import {rounded} from "../../src/thin";

describe("fewer digits", () => {
  it("show the same number", () => {
    const text = new NumberText();
    let x = 1;
    for (let i = 0; i < 20000; ++i) {
      x = (x * 16807) % 2147483647;
      const value = (x / 2147483647 - 0.5) * Math.pow(10, (i % 19) - 6);
      expect(text.number(estimate(rounded(value, 4), 0), {unit: "$"})).toBe(text.number(estimate(value, 0), {unit: "$"}));
    }
  });
  it("make no ties of what is none", () => {
    expect(rounded(1.23451, 4)).toBe(1.234);
    expect(rounded(1.23501, 4)).toBe(1.236);
    expect(rounded(1.125, 4)).toBe(1.125);
    expect(rounded(1.0500001, 3)).toBe(1.06);
    expect(rounded(-99999, 4)).toBe(-99990);
    expect(rounded(0, 4)).toBe(0);
    expect(rounded(5e-324, 4)).toBeGreaterThan(0);
  });
});
