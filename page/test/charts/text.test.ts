// Widths of text, breaking into lines, and where labels stand.
import {describe, expect, it} from "vitest";
import {blockHeight, Clearing, overlap, room, spread, textBox} from "../../src/charts/labels";
import {ellipsized, textWidth, widestWord, wrap} from "../../src/charts/text";
import {escaped} from "../../src/charts/svg";
import {chance} from "./samples";

describe("the width of text", () => {
  // Measured in Chromium at 1000 px; the estimate may not be narrower than either.
  const measured: [string, number, number][] = [
    // text, Liberation Sans, DejaVu Sans
    ["Price of Nvidia capacity", 10393, 11722],
    ["$1.23bn ± $0.03bn a year", 11391, 13216],
    ["“bundle”", 3669, 4466],
  ];
  it.each(measured)("%s is not estimated too narrow", (text, liberation, dejavu) => {
    expect(textWidth(text, 1000)).toBeGreaterThanOrEqual(Math.max(liberation, dejavu));
    expect(textWidth(text, 1000)).toBeLessThan(1.15 * Math.max(liberation, dejavu));
  });

  it("grows with the size, and with bold", () => {
    expect(textWidth("Amazon", 26)).toBeCloseTo(2 * textWidth("Amazon", 13), 9);
    expect(textWidth("Amazon", 13, "bold")).toBeGreaterThan(textWidth("Amazon", 13));
  });

  it("is kept by shortened text", () => {
    for (const text of ["Consolidated Holdings", "数据中心", "😀😀😀😀", "a"]) {
      for (let width = 20; width < 200; width += 7) {
        const short = ellipsized(text, width, 13);
        expect(textWidth(short, 13)).toBeLessThanOrEqual(width);
        if (short !== text) expect(short.endsWith("…")).toBe(true);
        expect(escaped(short)).toBe(short); // no half of a surrogate pair is left
      }
    }
  });
});

describe("lines of text", () => {
  it("hold all words in order and keep the width", () => {
    const random = chance(5);
    for (let trial = 0; trial < 300; trial++) {
      const words = Array.from({length: 1 + Math.floor(random() * 12)}, () =>
        "abcdefghijklmnopqrstuvwxyz".slice(0, 1 + Math.floor(random() * 14)),
      );
      const width = 30 + random() * 200;
      const lines = wrap(words.join(" "), width, 13, 99);
      for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(width);
      expect(lines.join("").replace(/ /g, "")).toBe(words.join(""));
      if (width >= widestWord(words.join(" "), 13)) expect(lines.join(" ")).toBe(words.join(" "));
    }
  });

  it("end in … when there are too many", () => {
    const lines = wrap("one two three four five six seven eight nine ten", 60, 13, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1].endsWith("…")).toBe(true);
    for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(60);
  });

  it("break after a hyphen between letters, never within a number or before its error", () => {
    expect(wrap("take-or-pay", 55, 13, 9)).toEqual(["take-or-", "pay"]);
    expect(wrap("alone: -$5.0bn", 60, 13, 9)).toEqual(["alone:", "-$5.0bn"]);
    expect(wrap("-$5.0bn ± $0.4bn", 70, 13, 9)).toEqual(["-$5.0bn", "± $0.4bn"]);
  });

  it("are one even of nothing", () => {
    expect(wrap("", 50, 13, 3)).toEqual([""]);
    expect(wrap("   ", 50, 13, 3)).toEqual([""]);
  });
});

describe("labels spread along a line", () => {
  it("never overlap, keep their order and their bounds, and stay where they can", () => {
    const random = chance(11);
    for (let trial = 0; trial < 500; trial++) {
      const count = 1 + Math.floor(random() * 12);
      const wanted = Array.from({length: count}, () => random() * 100);
      const heights = Array.from({length: count}, () => 5 + random() * 20);
      const need = room(heights, 2);
      const high = need + random() * 200;
      const at = spread(wanted, heights, 0, high, 2);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
      order.forEach((i, k) => {
        expect(at[i] - heights[i] / 2).toBeGreaterThanOrEqual(-1e-9);
        expect(at[i] + heights[i] / 2).toBeLessThanOrEqual(high + 1e-9);
        if (k > 0) expect(at[i] - at[order[k - 1]]).toBeGreaterThanOrEqual((heights[i] + heights[order[k - 1]]) / 2 + 2 - 1e-9);
      });
    }
    expect(spread([10, 50, 90], [10, 10, 10], 0, 100, 2)).toEqual([10, 50, 90]);
    expect(spread([50, 50], [10, 10], 0, 100, 2)).toEqual([44, 56]); // both give way equally
    expect(spread([], [], 0, 100, 2)).toEqual([]);
  });
});

describe("boxes", () => {
  it("of text are where the text is", () => {
    const box = textBox(100, 50, ["abc", "defgh"], 10, "end");
    expect(box.x + box.width).toBeCloseTo(100, 9);
    expect(box.y).toBeLessThan(50 - 7);
    expect(box.height).toBe(blockHeight(2, 10));
  });

  it("are placed only where they are free and inside", () => {
    const clearing = new Clearing({x: 0, y: 0, width: 100, height: 100}, 2);
    clearing.take({x: 0, y: 0, width: 50, height: 50});
    expect(
      clearing.first([
        {x: 40, y: 40, width: 20, height: 20},
        {x: 90, y: 90, width: 20, height: 20},
        {x: 60, y: 60, width: 20, height: 20},
      ]),
    ).toBe(2);
    expect(clearing.first([{x: 70, y: 70, width: 5, height: 5}])).toBe(-1);
    expect(overlap({x: 0, y: 0, width: 10, height: 10}, {x: 10, y: 0, width: 10, height: 10}, 0)).toBe(false);
    expect(overlap({x: 0, y: 0, width: 10, height: 10}, {x: 10, y: 0, width: 10, height: 10}, 1)).toBe(true);
  });
});
