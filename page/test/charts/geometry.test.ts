// Where the marks of each chart are: in proportion, in order, and true to the numbers.
import {ticks} from "d3-array";
import {chordDirected} from "d3-chord";
import {describe, expect, it} from "vitest";
import * as c from "../../src/charts";
import {layChords} from "../../src/charts/chord";
import {dateInWords, extent, rounded, scale} from "../../src/charts/scale";
import {type Element, elementsOf, number, pointsOf, sound, withClass} from "./drawing";
import {chance, Samples} from "./samples";

const frame = {width: 720, id: "g"};
const words = {title: "The finding", description: "What is drawn"};
const format = (x: number) => String(Number(x.toPrecision(3)));
const say = (x: number, se: number) => format(x) + " ± " + format(2 * se);
const exact = (value: number | null): c.Estimate => ({value, se: 0});

const barsOf = (elements: Element[]) => withClass(elements, "bar").filter((e) => e.name === "rect");
const zeroOf = (elements: Element[]) => number(withClass(elements, "zero")[0], "x1");

/** That lengths are in proportion to amounts, to the rounding of coordinates. */
function proportional(lengths: number[], amounts: number[]): void {
  const largest = amounts.indexOf(Math.max(...amounts));
  lengths.forEach((length, i) => expect(length).toBeCloseTo((lengths[largest] * amounts[i]) / amounts[largest], 1));
}

describe("scales", () => {
  it("bear the largest numbers", () => {
    const s = scale(-1e300, 1e300, 0, 100);
    expect([s.at(-1e300), s.at(0), s.at(1e300)]).toEqual([0, 50, 100]);
  });
  it("have room around equal numbers and none at all", () => {
    expect(extent([5, 5], false)).toEqual({low: 2.5, high: 7.5});
    expect(extent([0, 0], true)).toEqual({low: 0, high: 1});
    expect(extent([null, NaN], false)).toEqual({low: 0, high: 1});
    expect(extent([-3], true)).toEqual({low: -3, high: 0});
  });
  it("have round ends and ticks that are exact decimals, and widen by less than a step", () => {
    const random = chance(2);
    for (let trial = 0; trial < 3000; trial++) {
      const size = Math.pow(10, Math.floor(random() * 24) - 9);
      const [low, high] = [(random() - 0.5) * size, (random() - 0.5) * size].sort((a, b) => a - b);
      const count = 1 + Math.floor(random() * 8);
      const ours = rounded({low, high}, count);
      const {ticks: at} = ours;
      const step = at[1] - at[0];
      expect([at[0], at[at.length - 1]]).toEqual([ours.low, ours.high]);
      expect(ours.low).toBeLessThanOrEqual(low);
      expect(ours.high).toBeGreaterThanOrEqual(high);
      expect(Math.max(low - ours.low, ours.high - high)).toBeLessThan(1.001 * step);
      expect(at.length).toBeLessThanOrEqual(1.5 * count + 3);
      for (const tick of at)
        expect(
          String(tick)
            .replace(/e.*|[-.]/g, "")
            .replace(/^0+|0+$/g, "").length,
        ).toBeLessThan(6);
      // d3-array's ticks between the same ends, wherever it takes the same step.
      const theirs = ticks(ours.low, ours.high, count);
      if (theirs.length > 1 && Math.abs(theirs[1] - theirs[0] - step) < 1e-9 * step) expect(at).toEqual(theirs);
    }
    expect(rounded({low: 0, high: 0.3}, 3).ticks).toEqual([0, 0.1, 0.2, 0.3]);
    expect(rounded({low: -1e300, high: 1e300}, 2).ticks).toEqual([-1e300, 0, 1e300]);
    expect([...new Set(rounded({low: 1e16, high: 1e16 + 2}, 8).ticks)]).toEqual([1e16, 1e16 + 2]); // nothing lies between these doubles
  });
  it("say dates in words", () => {
    expect(dateInWords("2029-01")).toBe("January 2029");
    expect(dateInWords("later")).toBe("later");
  });
});

describe("bars and pieces", () => {
  const values = [5, -2, 0.5, -10, 3];
  it("are as long as their numbers, on the right side of zero", () => {
    for (const svg of [
      c.pieces({...words, pieces: values.map((v, i) => ({label: "piece " + i, value: exact(v)})), format, say}, frame),
      c.bars(
        {...words, names: ["with"], chosen: 0, rows: values.map((v, i) => ({label: "row " + i, values: [exact(v)]})), format, say},
        frame,
      ),
    ]) {
      const elements = sound(svg, "g");
      const bars = barsOf(elements);
      proportional(
        bars.map((b) => number(b, "width")),
        values.map(Math.abs),
      );
      const zero = zeroOf(elements);
      bars.forEach((b, i) => expect(values[i] > 0 ? number(b, "x") : number(b, "x") + number(b, "width")).toBeCloseTo(zero, 1));
    }
  });

  it("have errors two standard errors long each way", () => {
    const elements = sound(c.pieces({...words, pieces: [{label: "a", value: {value: 10, se: 1}}], format, say}, frame), "g");
    const [across] = withClass(elements, "error");
    const [bar] = barsOf(elements);
    const unit = number(bar, "width") / 10;
    expect(number(across, "x2") - number(across, "x1")).toBeCloseTo(4 * unit, 1);
    expect((number(across, "x1") + number(across, "x2")) / 2).toBeCloseTo(number(bar, "x") + number(bar, "width"), 1);
  });

  it("stand for the deal in the order: pieces, left over, whole", () => {
    const svg = c.pieces(
      {
        ...words,
        pieces: [{label: "stake", value: exact(1)}],
        leftOver: {label: "left over", value: exact(0.1)},
        whole: {label: "whole", value: exact(1.1)},
        format,
        say,
      },
      frame,
    );
    expect(barsOf(sound(svg, "g")).map((b) => b.attributes.class.split(" ")[1])).toEqual(["piece", "left-over", "whole"]);
  });

  it("are a dashed line where the number is not known, and say so", () => {
    const elements = sound(
      c.pieces(
        {
          ...words,
          pieces: [
            {label: "a", value: exact(null)},
            {label: "b", value: exact(1)},
          ],
          format,
          say,
        },
        frame,
      ),
      "g",
    );
    expect(withClass(elements, "missing")).toHaveLength(1);
    expect(withClass(elements, "mark")[0].attributes["data-tip"]).toBe("a: not known");
  });
});

describe("dots", () => {
  it("lie in their ranges and in order", () => {
    const rows = [3, 1, 2].map((v, i) => ({label: "r" + i, value: {value: v, se: 0.1}, range: {low: v - 0.5, high: v + 1}}));
    const elements = sound(c.dotPlot({...words, rows, zero: true, format, say}, frame), "g");
    const dots = withClass(elements, "dot").map((e) => number(e, "cx"));
    expect(dots[0]).toBeGreaterThan(dots[2]);
    expect(dots[2]).toBeGreaterThan(dots[1]);
    expect(dots[0] - dots[2]).toBeCloseTo(dots[2] - dots[1], 1);
    withClass(elements, "range").forEach((range, i) => {
      expect(number(range, "x")).toBeLessThan(dots[i]);
      expect(number(range, "x") + number(range, "width")).toBeGreaterThan(dots[i]);
    });
    expect(withClass(elements, "mark")[0].attributes["data-tip"]).toBe("r0: 3 ± 0.2; 9 in 10: 2.5 to 4");
  });
});

describe("fans", () => {
  const s = new Samples(4, "plain");
  const dates = Array.from({length: 24}, (_, i) => `${2026 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, "0")}`);
  const middle = dates.map((_, i) => 10 + i + 3 * s.random());
  const band = {
    label: "bundle",
    q05: middle.map((v) => v - 8),
    q25: middle.map((v) => v - 3),
    q50: middle,
    q75: middle.map((v) => v + 4),
    q95: middle.map((v) => v + 20),
  };

  it("nest: the inner band within the outer one, the middle within both, all rising with their numbers", () => {
    const elements = sound(c.fan({...words, dates, bands: [band], layout: "multiples", format}, frame), "g");
    const outer = pointsOf(withClass(elements, "outer")[0]);
    const inner = pointsOf(withClass(elements, "inner")[0]);
    const line = pointsOf(withClass(elements, "line").filter((e) => e.name === "path")[0]);
    const count = dates.length;
    expect([outer.length, inner.length, line.length]).toEqual([2 * count, 2 * count, count]);
    for (let i = 0; i < count; i++) {
      const ys = [outer[i][1], inner[i][1], line[i][1], inner[2 * count - 1 - i][1], outer[2 * count - 1 - i][1]]; // from the top down
      for (let k = 1; k < 5; k++) expect(ys[k]).toBeGreaterThan(ys[k - 1]);
      if (i > 0) expect(line[i][0]).toBeGreaterThan(line[i - 1][0]);
    }
    const unit = (line[0][1] - line[count - 1][1]) / (middle[count - 1] - middle[0]);
    for (let i = 0; i < count; i++) expect(line[0][1] - line[i][1]).toBeCloseTo(unit * (middle[i] - middle[0]), 1);
  });

  it("have the same scale in all panels", () => {
    const half = {
      ...band,
      label: "half",
      q05: band.q05.map((v) => v / 2),
      q25: band.q25.map((v) => v / 2),
      q50: middle.map((v) => v / 2),
      q75: band.q75.map((v) => v / 2),
      q95: band.q95.map((v) => v / 2),
    };
    const elements = sound(c.fan({...words, dates, bands: [band, half], layout: "multiples", format}, frame), "g");
    const lines = withClass(elements, "line")
      .filter((e) => e.name === "path")
      .map(pointsOf);
    expect(lines).toHaveLength(2);
    const grows = (points: [number, number][]) => points[0][1] - points[points.length - 1][1];
    expect(grows(lines[1])).toBeCloseTo(grows(lines[0]) / 2, 0);
  });

  it("break where a number is not known", () => {
    const holed = {...band, q50: middle.map((v, i) => (i === 10 ? null : v))};
    const elements = sound(c.fan({...words, dates, bands: [holed], layout: "multiples", format}, frame), "g");
    expect(
      withClass(elements, "line")
        .filter((e) => e.name === "path")
        .map((e) => pointsOf(e).length),
    ).toEqual([10, 13]);
  });

  it("end in the names and numbers of all, when they lie over each other", () => {
    const bands = ["no deal", "cash", "bundle"].map((label, i) => ({...band, label, chosen: i === 2}));
    const elements = sound(c.fan({...words, dates, bands, layout: "overlaid", format}, frame), "g");
    const texts = elements.filter((e) => e.name === "text").map((e) => e.text);
    for (const label of ["no deal", "cash", "bundle"]) expect(texts).toContain(label + " " + format(middle[23]));
    expect(withClass(elements, "outer")).toHaveLength(1);
  });

  it("say the quantiles at each January and at the end", () => {
    const elements = sound(c.fan({...words, dates, bands: [band], layout: "multiples", format}, frame), "g");
    const tips = withClass(elements, "mark").map((e) => e.attributes["data-tip"]);
    expect(tips.map((t) => t.slice(0, t.indexOf(":")))).toEqual(["bundle, January 2026", "bundle, January 2027", "bundle, December 2027"]);
    expect(tips[1]).toContain(`9 in 10 ${format(middle[12] - 8)} to ${format(middle[12] + 20)}`);
  });
});

describe("slopes", () => {
  it("rise where more is added in the bad tenth, and end in the corner where it is a loss", () => {
    const lines = [
      {label: "gives back", left: exact(1), right: exact(4), chosen: true},
      {label: "takes", left: exact(2), right: exact(-1)},
    ];
    const elements = sound(
      c.slope({...words, left: {title: "all"}, right: {title: "worst"}, lines, corner: "loses too", format, say}, frame),
      "g",
    );
    const drawn = withClass(elements, "line");
    const chosen = drawn.filter((e) => e.attributes.class.includes("chosen"))[0];
    const other = drawn.filter((e) => !e.attributes.class.includes("chosen"))[0];
    expect(number(chosen, "y2")).toBeLessThan(number(chosen, "y1"));
    expect(number(other, "y2")).toBeGreaterThan(number(other, "y1"));
    const [corner] = withClass(elements, "corner");
    expect(number(other, "y2")).toBeGreaterThan(number(corner, "y"));
    expect(number(chosen, "y2")).toBeLessThan(number(corner, "y"));
    const unit = (number(chosen, "y1") - number(chosen, "y2")) / 3;
    expect(number(other, "y2") - number(other, "y1")).toBeCloseTo(3 * unit, 1);
  });
});

describe("contrasts", () => {
  it("have a scale of their own in each panel", () => {
    const panels = [1, 1000].map((k) => ({label: "x" + k, all: exact(2 * k), bad: exact(k), say}));
    const bars = barsOf(sound(c.contrast({...words, names: ["all", "worst tenth"], panels}, frame), "g")).map((b) => number(b, "width"));
    expect(bars[0]).toBeCloseTo(2 * bars[1], 1);
    expect(bars[2]).toBeCloseTo(bars[0], 1);
  });
});

describe("failures", () => {
  it("are columns as high as the chance, on one scale, with the peak labelled", () => {
    const panels = [
      [0.1, 0.2, 0],
      [0.05, 0.1, 0.025],
    ].map((chances, i) => ({label: "s" + i, byYear: chances.map(exact)}));
    const elements = sound(c.failures({...words, years: [2026, 2027, 2028], panels, format, say: format}, frame), "g");
    proportional(
      barsOf(elements).map((b) => number(b, "height")),
      [0.1, 0.2, 0, 0.05, 0.1, 0.025],
    );
    expect(withClass(elements, "says").map((e) => e.text)).toEqual(["0.2", "0.1"]);
  });
});

describe("shares", () => {
  it("fill the column in proportion, from the bottom up, without gaps", () => {
    const shares = [
      [0.5, 0.2],
      [0.3, 0.7],
      [0.2, 0.1],
    ].map((byYear, i) => ({label: "s" + i, byYear, chosen: i === 0}));
    const parts = withClass(sound(c.stackedShares({...words, years: [2026, 2027], shares, format}, frame), "g"), "share");
    proportional(
      parts.map((p) => number(p, "height")),
      [0.5, 0.3, 0.2, 0.2, 0.7, 0.1],
    );
    for (const k of [1, 2, 4, 5]) expect(number(parts[k], "y") + number(parts[k], "height")).toBeCloseTo(number(parts[k - 1], "y"), 1);
  });

  it("are left out in a year without any", () => {
    const shares = [{label: "a", byYear: [1, 0, null]}];
    expect(withClass(sound(c.stackedShares({...words, years: [2026, 2027, 2028], shares, format}, frame), "g"), "share")).toHaveLength(1);
    expect(c.stackedShares({...words, years: [2026], shares: [{label: "a", byYear: [0]}], format}, frame)).toContain("Nothing to show.");
  });
});

describe("the tornado", () => {
  it("swings from the low input's end to the high one's", () => {
    const row = (low: number, high: number) => ({
      label: "x",
      share: exact(0.1),
      low: exact(low),
      high: exact(high),
      lowInput: "1",
      highInput: "2",
    });
    const elements = sound(c.tornado({...words, rows: [row(1, 3), row(3, 2)], middle: 2, format, say, sayShare: say}, frame), "g");
    const low = withClass(elements, "end-low").map((e) => number(e, "cx"));
    const high = withClass(elements, "end-high").map((e) => number(e, "cx"));
    expect(high[0]).toBeGreaterThan(low[0]);
    expect(high[1]).toBeLessThan(low[1]);
    proportional(
      withClass(elements, "swing").map((e) => number(e, "width")),
      [2, 1],
    );
    expect(number(withClass(elements, "middle")[0], "x1")).toBeCloseTo((low[0] + high[0]) / 2, 1);
  });
});

describe("the waterfall", () => {
  const part = (label: string, value: number | null): c.WaterfallPart => ({label, value: {value, se: 0.1}});
  const ends = (elements: Element[]) => barsOf(elements).map((b) => [number(b, "x"), number(b, "x") + number(b, "width")]);

  it("starts each bar where the one before ended, and ends at the total", () => {
    const values = [4, -1.5, 3, -7];
    const svg = c.waterfall({...words, parts: values.map((v, i) => part("p" + i, v)), total: part("sum", -1.5), format, say}, frame);
    const bars = ends(sound(svg, "g"));
    expect(bars).toHaveLength(5);
    let at = values[0] > 0 ? bars[0][0] : bars[0][1];
    values.forEach((v, i) => {
      expect(v > 0 ? bars[i][0] : bars[i][1]).toBeCloseTo(at, 1);
      at = v > 0 ? bars[i][1] : bars[i][0];
    });
    expect(bars[4][0]).toBeCloseTo(at, 1);
  });

  it("adds the smallest parts up where there are too many, and loses nothing", () => {
    const values = [10, -0.5, 6, 0.2, -4, 0.1];
    const elements = sound(
      c.waterfall({...words, parts: values.map((v, i) => part("p" + i, v)), total: part("sum", 11.8), most: 4, format, say}, frame),
      "g",
    );
    const tips = withClass(elements, "mark").map((e) => e.attributes["data-tip"]);
    expect(tips).toEqual(["p0: 10 ± 0.2", "p2: 6 ± 0.2", "p4: -4 ± 0.2", "smaller parts: -0.2 ± 0.6. p1, p3, p5", "sum: 11.8 ± 0.2"]);
  });

  it("shows what the parts do not explain", () => {
    const elements = sound(c.waterfall({...words, parts: [part("a", 3)], total: part("sum", 5), format, say}, frame), "g");
    expect(withClass(elements, "mark").map((e) => e.attributes["data-tip"])[1]).toMatch(/^not in the parts: 2/);
    expect(withClass(elements, "left-over")).toHaveLength(1);
  });
});

describe("the circle", () => {
  const parties = ["a", "b", "d", "e"].map((name) => ({name, label: "Party " + name}));
  const flow = (from: string, to: string, total: number, more: Partial<c.CircleFlow> = {}): c.CircleFlow => ({
    from,
    to,
    kind: "cash",
    label: "compute",
    total,
    byYear: [total / 4, (3 * total) / 4],
    ...more,
  });
  const draw = (flows: c.CircleFlow[], more: Partial<c.CircleSpec> = {}) =>
    sound(c.circle({...words, parties, flows, years: [2026, 2027], year: null, format, ...more}, frame), "g");
  const arrows = (elements: Element[]) => withClass(elements, "arrow").filter((e) => e.parents.some((p) => p.attributes.class === "mark"));
  const widths = (elements: Element[]) => arrows(elements).map((e) => number(e, "stroke-width"));

  it("has arrows as wide as what is paid, summed over what goes the same way", () => {
    const elements = draw([flow("a", "b", 60), flow("a", "b", 40, {label: "commission"}), flow("b", "a", 50), flow("d", "a", 25)]);
    proportional(widths(elements), [100, 50, 25]);
    const tips = withClass(elements, "mark").map((e) => e.attributes["data-tip"]);
    expect(tips[0]).toBe("Party a → Party b: 100 cash (compute 60, commission 40)");
    expect(tips[1]).toBe("Party b → Party a: 50 cash (compute)");
  });

  it("keeps the kinds apart: solid, dashed, hatched", () => {
    const elements = draw([flow("a", "b", 60), flow("a", "b", 60, {kind: "credits"}), flow("a", "b", 60, {kind: "promise"})]);
    const [cash, credits, promise] = arrows(elements);
    expect(cash.attributes["stroke-dasharray"] ?? cash.attributes.stroke).toBeUndefined();
    expect(credits.attributes["stroke-dasharray"]).toMatch(/^[\d.]+ [\d.]+$/);
    expect(promise.attributes.stroke).toBe("url(#g-h)");
    expect(elements.some((e) => e.name === "pattern" && e.attributes.id === "g-h")).toBe(true);
  });

  it("draws all years on one scale", () => {
    const flows = [flow("a", "b", 100), flow("d", "e", 40)];
    const first = widths(draw(flows, {year: 2026}));
    const second = widths(draw(flows, {year: 2027}));
    expect(second[0]).toBeCloseTo(3 * first[0], 1);
    expect(draw(flows, {year: 2040}).some((e) => e.text === "No payments in 2040.")).toBe(true);
  });

  it("points from the payer to the paid, and turns a negative payment round", () => {
    for (const flows of [[flow("a", "d", 10)], [flow("d", "a", -10)]]) {
      const elements = draw(flows);
      const discs = withClass(elements, "party");
      const [x, y] = pointsOf(withClass(elements, "head")[0])[0];
      const away = (i: number) => Math.hypot(x - number(discs[i], "cx"), y - number(discs[i], "cy"));
      expect(away(2)).toBeLessThan(40);
      expect(away(0)).toBeGreaterThan(100);
    }
  });

  it("gives each direction its own side of the road", () => {
    const [there, back] = arrows(draw([flow("a", "b", 100), flow("b", "a", 100)]));
    const start = (e: Element) =>
      e.attributes.d
        .match(/^M([\d.]+),([\d.]+)Q/)!
        .slice(1, 3)
        .map(Number);
    const end = (e: Element) =>
      e.attributes.d
        .match(/ ([\d.]+),([\d.]+)$/)!
        .slice(1, 3)
        .map(Number);
    const gap = (p: number[], q: number[]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
    const width = number(there, "stroke-width");
    expect(gap(start(there), end(back))).toBeGreaterThan(width);
    expect(gap(end(there), start(back))).toBeGreaterThan(width);
  });

  it("takes 1 to 12 parties with names of 60 characters, all names whole", () => {
    const long = "International Consolidated Semiconductor Holdings Partners Co";
    for (let count = 1; count <= 12; count++) {
      for (const width of [320, 720, 1200]) {
        const many = Array.from({length: count}, (_, i) => ({name: "p" + i, label: i + " " + long.slice(0, 58)}));
        const flows = many.flatMap((p, i) => many.map((q, j) => flow(p.name, q.name, 1 + ((i * 7 + j * 3) % 11))));
        const elements = sound(c.circle({...words, parties: many, flows, years: [2026, 2027], year: null, format}, {width, id: "g"}), "g");
        expect(withClass(elements, "party")).toHaveLength(count);
        const text = elements
          .filter((e) => e.name === "text")
          .map((e) => e.text)
          .join("")
          .replace(/ /g, "");
        for (let i = 0; i < count; i++) expect(text).toContain((i + " " + long.slice(0, 58)).replace(/ /g, ""));
      }
    }
  });
});

describe("the chord", () => {
  it("lays arcs out like d3-chord: as long as what is paid and got", () => {
    const random = chance(9);
    for (let count = 1; count <= 8; count++) {
      const matrix = Array.from({length: count}, (_, i) =>
        Array.from({length: count}, (_, j) => (i === j || random() < 0.3 ? 0 : random() * 100)),
      );
      const ours = layChords(matrix, 0.05);
      const total = matrix.flat().reduce((a, b) => a + b, 0);
      if (total === 0) continue;
      const present = ours.totals.filter((t) => t > 0).length;
      const theirs = chordDirected()(matrix);
      const room = 2 * Math.PI - 0.05 * present;
      theirs.groups.forEach((group, i) => {
        expect(ours.totals[i]).toBeCloseTo(group.value, 9);
        expect(ours.arcs[i].to - ours.arcs[i].from).toBeCloseTo(((group.endAngle - group.startAngle) / (2 * Math.PI)) * room, 9);
      });
      expect(ours.ribbons).toHaveLength(theirs.length);
      let paid = 0;
      for (const ribbon of ours.ribbons) {
        paid += ribbon.amount;
        const length = (ribbon.amount / total) * (room / 2);
        expect(ribbon.out.to - ribbon.out.from).toBeCloseTo(length, 9);
        expect(ribbon.into.to - ribbon.into.from).toBeCloseTo(length, 9);
        expect(ribbon.out.from).toBeGreaterThanOrEqual(ours.arcs[ribbon.source].from - 1e-9);
        expect(ribbon.out.to).toBeLessThanOrEqual(ours.arcs[ribbon.source].to + 1e-9);
        expect(ribbon.into.from).toBeGreaterThanOrEqual(ours.arcs[ribbon.target].from - 1e-9);
        expect(ribbon.into.to).toBeLessThanOrEqual(ours.arcs[ribbon.target].to + 1e-9);
      }
      expect(paid).toBeCloseTo(total, 9);
      // No stretch of the circle is used twice.
      const stretches = ours.ribbons.flatMap((r) => [r.out, r.into]).sort((a, b) => a.from - b.from);
      for (let i = 1; i < stretches.length; i++) expect(stretches[i].from).toBeGreaterThanOrEqual(stretches[i - 1].to - 1e-9);
    }
  });

  it("keeps the ribbons of three parties from crossing", () => {
    const {ribbons} = layChords(
      [
        [0, 3, 2],
        [1, 0, 4],
        [5, 2, 0],
      ],
      0.05,
    );
    const middle = (arc: {from: number; to: number}) => (arc.from + arc.to) / 2;
    for (const one of ribbons) {
      const [low, high] = [middle(one.out), middle(one.into)].sort((a, b) => a - b);
      const between = (x: number) => x > low && x < high;
      for (const other of ribbons) if (other !== one) expect(between(middle(other.out))).toBe(between(middle(other.into)));
    }
  });

  it("says what each party pays and gets", () => {
    const parties = [
      {name: "a", label: "Amazon"},
      {name: "b", label: "OpenAI"},
    ];
    const flows = [
      {from: "a", to: "b", total: 30},
      {from: "b", to: "a", total: 10},
      {from: "a", to: "a", total: 99},
      {from: "a", to: "elsewhere", total: 99},
    ];
    const elements = sound(c.chord({...words, parties, flows, focus: ["a", "b"], format}, frame), "g");
    const tips = withClass(elements, "mark").map((e) => e.attributes["data-tip"]);
    expect(tips).toContain("Amazon → OpenAI: 30");
    expect(tips).toContain("Amazon: pays 30, gets 10");
    expect(withClass(elements, "ribbon")).toHaveLength(2);
    expect(c.chord({...words, parties, flows: [], format}, frame)).toContain("Nothing to show.");
  });
});

describe("text from the model", () => {
  it("is never markup, wherever it stands", () => {
    const evil = `<script>alert("1")</script>&'`;
    const svg = c.pieces(
      {
        title: evil,
        description: evil,
        pieces: [{label: evil, note: evil, value: exact(1), more: evil}],
        axis: {title: evil, high: evil},
        format: () => evil,
        say: () => evil,
      },
      {width: 1100, id: "g"},
    );
    expect(svg).not.toContain("<script");
    const elements = elementsOf(svg);
    expect(elements[1].text).toBe(evil);
    expect(withClass(elements, "mark")[0].attributes["data-tip"]).toBe(`${evil}: ${evil}. ${evil}`);
  });

  it("cannot break out of an id", () => {
    expect(c.dotPlot({...words, rows: [], zero: true, format, say}, {width: 500, id: `a" onload="x`})).toContain('id="a__onload__x-t"');
  });
});

describe("the style sheet", () => {
  it("has a rule for every class that is drawn, and one accent", async () => {
    const {readFileSync} = await import("node:fs");
    const css = readFileSync(new URL("../../src/charts/charts.css", import.meta.url), "utf8");
    const {drawings} = await import("./samples");
    const known = new Set([...css.matchAll(/\.([a-z][a-z0-9-]*)/g)].map(([, name]) => name));
    const bare = new Set(["chart", "mark", "above", "below", "piece", "name", "says", "amount", "text", "cash", "promise"]);
    for (let seed = 1; seed <= 6; seed++) {
      for (const draw of Object.values(drawings(c, new Samples(seed, "plain")))) {
        for (const e of elementsOf(draw(frame))) {
          for (const name of (e.attributes.class ?? "").split(" ")) {
            if (name !== "" && !name.startsWith("chart-") && !bare.has(name)) expect(known.has(name), name).toBe(true);
          }
        }
      }
    }
    expect(css).not.toMatch(/font-size/); // sizes of text are attributes: the charts measure with them
    const light = css.slice(0, css.indexOf("@media"));
    const hues = [...light.matchAll(/--chart-([a-z-]+): #([0-9a-f]{6})/g)]
      .filter(([, , hex]) => {
        const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
        return Math.max(r, g, b) - Math.min(r, g, b) > 24;
      })
      .map(([, name]) => name);
    for (const name of hues) expect(name).toMatch(/^accent/);
  });

  it("keeps text readable on what it stands on, and marks visible, in every scheme", async () => {
    const {readFileSync} = await import("node:fs");
    const css = readFileSync(new URL("../../src/charts/charts.css", import.meta.url), "utf8");
    const schemes = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
      Object.fromEntries([...body.matchAll(/--chart-([a-z-]+): (#[0-9a-f]{6})/g)].map(([, k, v]) => [k, v])),
    );
    expect(schemes).toHaveLength(3);
    // WCAG 2: relative luminance and contrast.
    const luminance = (hex: string) =>
      [1, 3, 5]
        .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const contrast = (a: string, b: string) =>
      (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
    const text = [
      ["ink", "paper"],
      ["muted", "paper"],
      ["accent-ink", "paper"],
      ["muted", "shade"],
      ["paper", "accent"],
      ["on-grey", "grey"],
      ["paper", "grey-dark"],
      ["ink", "grey-soft"],
      ["ink", "grey-faint"],
      ["paper", "zero"],
    ];
    for (const scheme of schemes) {
      for (const [on, ground] of text) expect(contrast(scheme[on], scheme[ground]), `${on} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      for (const shape of ["accent", "grey", "grey-dark", "zero"])
        expect(contrast(scheme[shape], scheme.paper), shape).toBeGreaterThanOrEqual(3);
    }
  });
});
