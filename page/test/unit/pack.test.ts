// Packing loses nothing, and the packed text is JSON.
import {describe, expect, it} from "vitest";
import {packed, unpacked} from "../../src/pack";

const there = (value: unknown) => unpacked(JSON.parse(packed(value)));

describe("packing", () => {
  it("gives back what it was given", () => {
    for (const value of [
      null, 0, -0.5, 11220000000, 1e21, 5e-324, -4000, "", "<script>", [], {}, [[]], [1, [2, {a: 3}]], {a: {b: [null, true, "x"]}},
      {list: [-1, -2, 3], "key with spaces": {"": 1}, "__proto__x": [{}]},
    ])
      expect(there(value)).toEqual(value);
  });
  it("keeps keys that mean something to JavaScript", () => {
    const value = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": [3]}');
    expect(JSON.stringify(there(value))).toBe(JSON.stringify(value));
  });
  it("says once what occurs often", () => {
    const one = {name: "a long enough name", numbers: [1, 2, 3, 4, 5, 6]};
    const many = Array.from({length: 50}, () => ({...one}));
    expect(there(many)).toEqual(many);
    expect(packed(many).length).toBeLessThan(packed([one]).length + 50 * 10);
  });
  it("keeps numbers to the last digit", () => {
    for (let i = 0; i < 500; ++i) {
      const x = (i * 7919 - 1e6) * Math.pow(10, (i % 40) - 20);
      expect(there(x)).toBe(x);
    }
  });
});
