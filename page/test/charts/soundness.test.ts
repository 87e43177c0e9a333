// What holds for every chart, whatever it is made from: well-formed, all inside the frame, labels apart, text never markup, no NaN.
import {describe, expect, it} from "vitest";
import * as charts from "../../src/charts";
import {sound} from "./drawing";
import {drawings, type Mood, Samples} from "./samples";

const kWidths = [300, 559, 560, 1100];
const kSeeds = Number(process.env.CHART_SEEDS ?? 5);
const names = Object.keys(drawings(charts, new Samples(1, "plain")));

describe.each(["plain", "hostile", "empty", "equal", "zero"] as Mood[])("charts of %s numbers and names", (mood) => {
  it.each(names)("%s", (name) => {
    for (let seed = 1; seed <= kSeeds; seed++) {
      for (const width of kWidths) {
        const draw = drawings(charts, new Samples(seed, mood))[name];
        const frame = {width, id: "c1"};
        let svg = "";
        try {
          svg = draw(frame);
          sound(svg, "c1");
        } catch (error) {
          throw new Error(`${name}, ${mood}, seed ${seed}, width ${width}: ${(error as Error).message}\n${(error as Error).stack}`);
        }
      }
    }
  });
});

it("gives the same text for the same spec", () => {
  for (const name of names) {
    const draw = () => drawings(charts, new Samples(7, "plain"))[name]({width: 720, id: "a"});
    expect(draw()).toBe(draw());
  }
});

it("does not change what it is given", () => {
  const frozen = <T>(value: T): T => {
    if (value !== null && typeof value === "object") {
      Object.freeze(value);
      for (const key of Object.keys(value)) frozen((value as Record<string, unknown>)[key]);
    }
    return value;
  };
  const s = new Samples(3, "plain");
  const parts = frozen([
    {label: "a", value: {value: 3, se: 1}},
    {label: "b", value: {value: -1, se: 1}},
    {label: "c", value: {value: 2, se: 1}},
  ]);
  charts.waterfall(
    {title: "", description: "", parts, total: {label: "all", value: {value: 4, se: 1}}, most: 2, format: s.format, say: s.say},
    {width: 720, id: "a"},
  );
  charts.pieces({title: "", description: "", pieces: parts, format: s.format, say: s.say}, {width: 720, id: "a"});
});
