// Specs made by chance from a seed: names and numbers as a hostile or careless model would have them.
import type * as charts from "../../src/charts";

/** Mulberry32 (Tommy Ettinger, 2017): numbers from 0 to 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export type Mood = "plain" | "hostile" | "empty" | "equal" | "zero";

const kHostile = [
  "<script>alert(1)</script>",
  `"><img src=x onerror="alert(1)">`,
  "A & B's “deal” <b>",
  "</svg></text>",
  "",
  "   ",
  "\u0000\ud800broken",
  "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
  "Consolidated Intercontinental Holdings and Partners Limited",
  "数据中心运营商有限公司与合作伙伴",
  "😀😀😀😀😀",
  "__proto__",
  "constructor",
  "x",
];
const kPlain = [
  "Amazon.com",
  "OpenAI",
  "Microsoft",
  "Nvidia",
  "Google",
  "Anthropic",
  "no deal",
  "others' money",
  "Growth of others' demand in the long run",
  "commitment",
];

export class Samples {
  readonly random: () => number;

  constructor(
    seed: number,
    readonly mood: Mood,
  ) {
    this.random = chance(seed);
  }

  whole(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)];
  }

  name(): string {
    return this.pick(this.mood === "hostile" ? kHostile : kPlain);
  }

  number(): number | null {
    if (this.mood === "zero") return 0;
    if (this.mood === "equal") return 42;
    if (this.mood === "empty") return this.random() < 0.7 ? null : 1;
    if (this.mood === "hostile") {
      return this.pick([
        null,
        0,
        -0,
        1e308,
        -1e308,
        1.7e308,
        5e-324,
        -1e-300,
        NaN,
        Infinity,
        -Infinity,
        1,
        -1,
        1e21,
        undefined as unknown as null,
        this.random(),
      ]);
    }
    return (this.random() - 0.3) * Math.pow(10, this.whole(-2, 12));
  }

  estimate(): charts.Estimate {
    const value = this.number();
    return {value, se: this.mood === "hostile" ? this.number() : value === null ? null : Math.abs(value) * this.random() * 0.3};
  }

  list<T>(low: number, high: number, make: (i: number) => T): T[] {
    const result: T[] = [];
    const count = this.mood === "empty" && this.random() < 0.3 ? 0 : this.whole(low, high);
    for (let i = 0; i < count; i++) result.push(make(i));
    return result;
  }

  readonly format = (x: number): string =>
    (x < 0 ? "-" : "") +
    "$" +
    Number(Math.abs(x).toPrecision(3)) +
    (this.mood === "hostile" && Math.abs(x) > 1e20 ? " <bn> & a year of it" : "");
  readonly say = (x: number, se: number): string => this.format(x) + (se > 0 ? " ± " + this.format(2 * se) : "");

  words(): {title: string; description: string} {
    return {title: this.name() + " finds", description: this.name()};
  }
}

const years = (count: number): number[] => Array.from({length: count}, (_, i) => 2026 + i);
const dates = (count: number): string[] =>
  Array.from({length: count}, (_, i) => `${2026 + Math.floor(i / 4)}-${String(1 + 3 * (i % 4)).padStart(2, "0")}`);

/** Quantiles in order, as results have them; in any order where the mood is hostile. */
function quantiles(s: Samples, count: number): Pick<charts.FanBand, "q05" | "q25" | "q50" | "q75" | "q95"> {
  const columns: (number | null)[][] = [[], [], [], [], []];
  for (let i = 0; i < count; i++) {
    const values = columns.map(() => s.number());
    if (s.mood !== "hostile") values.sort((a, b) => (a ?? 0) - (b ?? 0));
    columns.forEach((column, k) => column.push(values[k]));
  }
  const [q05, q25, q50, q75, q95] = columns;
  return {q05, q25, q50, q75, q95};
}

export type Draw = (frame: charts.Frame) => string;

/** A chart of each kind from chance; `c` is the module of charts. */
export function drawings(c: typeof charts, s: Samples): Record<string, Draw> {
  const {format, say} = s;
  const axis = {title: s.name(), low: s.name(), high: s.name()};
  const rows = s.list(1, 9, () => ({
    label: s.name(),
    note: s.name(),
    value: s.estimate(),
    range: {low: s.number(), high: s.number()},
    chosen: s.random() < 0.3,
  }));
  const part = () => ({label: s.name(), note: s.random() < 0.5 ? s.name() : undefined, value: s.estimate(), more: s.name()});
  const pieces: charts.PiecesSpec = {...s.words(), pieces: s.list(1, 8, part), leftOver: part(), whole: part(), axis, format, say};
  const pairs: charts.BarsSpec = {
    ...s.words(),
    names: ["without the deal", "with it"],
    chosen: 1,
    axis,
    format,
    say,
    rows: s.list(1, 7, () => ({label: s.name(), note: s.name(), values: [s.estimate(), s.estimate()]})),
  };
  const count = s.whole(1, 33);
  const fan = (layout: "multiples" | "overlaid"): charts.FanSpec => ({
    ...s.words(),
    layout,
    dates: dates(count),
    unit: s.name(),
    format,
    bands: s.list(1, 7, (i) => ({label: s.name(), chosen: i === 1, ...quantiles(s, count)})),
  });
  const fans = [fan("multiples"), fan("overlaid")];
  const timelines: charts.TimelinesSpec = {
    ...s.words(),
    panels: s.list(1, 7, () => ({
      label: s.name(),
      dates: dates(count),
      format,
      lines: s.list(0, 5, (i) => ({label: s.name(), chosen: i === 0, values: dates(count).map(() => s.number())})),
    })),
  };
  const contrast: charts.ContrastSpec = {
    ...s.words(),
    names: ["all futures", "worst tenth"],
    panels: s.list(1, 9, () => ({label: s.name(), all: s.estimate(), bad: s.estimate(), say})),
  };
  const slope: charts.SlopeSpec = {
    ...s.words(),
    left: {title: "In all futures", note: s.name()},
    right: {title: "In its worst tenth", note: s.name()},
    corner: s.name(),
    axis,
    format,
    say,
    lines: s.list(1, 9, (i) => ({label: s.name(), note: s.name(), left: s.estimate(), right: s.estimate(), chosen: i === 0})),
  };
  const numYears = s.whole(1, 12);
  const failures: charts.FailuresSpec = {
    ...s.words(),
    years: years(numYears),
    unit: s.name(),
    format,
    say,
    panels: s.list(1, 7, (i) => ({label: s.name(), note: s.name(), chosen: i === 0, byYear: years(numYears).map(() => s.estimate())})),
  };
  const shares: charts.StackedSharesSpec = {
    ...s.words(),
    years: years(numYears),
    unit: s.name(),
    format,
    shares: s.list(1, 9, (i) => ({label: s.name(), chosen: i === 0, byYear: years(numYears).map(() => s.number())})),
  };
  const tornado: charts.TornadoSpec = {
    ...s.words(),
    axis,
    format,
    say,
    sayShare: say,
    middle: s.number(),
    rows: s.list(1, 9, () => ({
      label: s.name(),
      share: s.estimate(),
      low: s.estimate(),
      high: s.estimate(),
      lowInput: s.name(),
      highInput: s.name(),
    })),
  };
  const waterfall: charts.WaterfallSpec = {
    ...s.words(),
    axis,
    format,
    say,
    parts: s.list(1, 12, part),
    total: part(),
    start: s.random() < 0.5 ? part() : undefined,
    most: s.whole(0, 9),
  };
  const parties = s.list(1, 12, (i) => ({name: "p" + i, label: s.name(), chosen: i < 2, outside: i === 5}));
  const flows = s.list(0, 40, () => ({
    from: "p" + s.whole(0, 12),
    to: "p" + s.whole(0, 12),
    kind: s.pick(["cash", "credits", "promise"] as const),
    label: s.name(),
    total: s.number(),
    byYear: years(numYears).map(() => s.number()),
    chosen: s.random() < 0.3,
  }));
  const circle = (year: number | null): charts.CircleSpec => ({
    ...s.words(),
    parties,
    flows,
    years: years(numYears),
    year,
    chosenWords: s.name(),
    format,
  });
  return {
    dotPlot: (frame) => c.dotPlot({...s.words(), rows, zero: true, axis, format, say}, frame),
    dotPlotFree: (frame) => c.dotPlot({...s.words(), rows, zero: false, format, say}, frame),
    pieces: (frame) => c.pieces(pieces, frame),
    bars: (frame) => c.bars(pairs, frame),
    fan: (frame) => c.fan(fans[0], frame),
    fanOverlaid: (frame) => c.fan(fans[1], frame),
    timelines: (frame) => c.timelines(timelines, frame),
    contrast: (frame) => c.contrast(contrast, frame),
    slope: (frame) => c.slope(slope, frame),
    failures: (frame) => c.failures(failures, frame),
    stackedShares: (frame) => c.stackedShares(shares, frame),
    tornado: (frame) => c.tornado(tornado, frame),
    waterfall: (frame) => c.waterfall(waterfall, frame),
    circle: (frame) => c.circle(circle(null), frame),
    circleYear: (frame) => c.circle(circle(2026), frame),
    chord: (frame) => c.chord({...s.words(), parties, flows, focus: ["p0", "p1"], format}, frame),
  };
}
