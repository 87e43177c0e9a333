// Bars in pairs: the same number without and with something, row by row (what a scenario costs without the deal, and with it).

import {axisAbove, axisAboveHeight, horizontalScale, uprights} from "./axis";
import {covered, errorAcross, missing} from "./error_bar";
import {layRows, Row} from "./rows";
import {Scale} from "./scale";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {bar, hit, mark, picture, sentence, settled, text} from "./svg";
import {ellipsized, kSmall, textWidth} from "./text";

export interface BarsRow {
  label: string;
  /** A second line beneath the name: for example what the deal covers. */
  note?: string;
  /** One for each of `names`. */
  values: Estimate[];
  more?: string;
}

export interface BarsSpec extends Words {
  /** What the bars of a row are, from top to bottom: "without the deal", "with it". At most four. */
  names: string[];
  /** Which of them is drawn in the accent; −1 for none. */
  chosen: number;
  rows: BarsRow[];
  axis?: AxisWords;
  format: Format;
  say: Say;
}

const kThick = 13;
const kStep = 17;

/** The name of a bar, in the first row, where the reader begins: behind the bar's end where there is room, else before it, else in it. */
function barName(name: string, chosen: boolean, estimate: Estimate, x: Scale, y: number): string {
  const numbers = covered(estimate).concat(0);
  let from = x.at(0);
  let to = from;
  for (const number of numbers) {
    from = Math.min(from, x.at(number));
    to = Math.max(to, x.at(number));
  }
  const width = textWidth(name, kSmall);
  const baseline = y + kSmall * 0.35;
  const kind = chosen ? "bar-name chosen halo" : "bar-name halo";
  if (to + 6 + width <= x.to) return text(kind, to + 6, baseline, name, kSmall);
  if (from - 6 - width >= x.from) return text(kind, from - 6, baseline, name, kSmall, "end");
  const room = to - from - 12;
  return room < 20
    ? ""
    : text(chosen ? "in-bar chosen" : "in-bar", from + 6, baseline, ellipsized(name, room, kSmall), kSmall, "start", "regular", name);
}

export function bars(spec: BarsSpec, given: Frame): string {
  const frame = settled(given);
  const numBars = spec.names.length;
  if (spec.rows.length === 0 || numBars === 0) return sentence("bars", spec, frame, kNothing);

  const rows: Row[] = [];
  const values: (number | null)[] = [];
  for (const row of spec.rows) {
    const says: string[] = [];
    for (let k = 0; k < numBars; k++) {
      const value = k < row.values.length ? row.values[k] : {value: null, se: null};
      says.push(said(value, spec.say));
      for (const number of covered(value)) values.push(number);
    }
    rows.push({label: row.label, note: row.note, says});
  }
  const height = numBars * kStep;
  const layout = layRows(rows, frame.width, height);
  const x = horizontalScale(values, true, layout.left, layout.right);
  const placed = layout.place(2 + axisAboveHeight(x, spec.axis, layout.left, layout.right));
  const axis = axisAbove(x, spec.axis, spec.format, layout.left, layout.right, 2, placed.spans);

  let marks = "";
  let names = "";
  for (let i = 0; i < spec.rows.length; i++) {
    const row = spec.rows[i];
    for (let k = 0; k < numBars; k++) {
      const estimate = k < row.values.length ? row.values[k] : {value: null, se: null};
      const value = drawn(estimate.value);
      const y = placed.rows[i].middle - height / 2 + k * kStep + kStep / 2;
      let shapes = hit(layout.left, y - kStep / 2, layout.right - layout.left, kStep);
      if (value === null) shapes += missing(x.at(0), y, layout.right);
      else
        shapes +=
          bar(k === spec.chosen ? "bar chosen" : "bar", x.at(0), x.at(value), y - kThick / 2, kThick) +
          errorAcross(estimate, x, y, "error");
      if (i === 0 && numBars > 1) names += barName(spec.names[k], k === spec.chosen, estimate, x, y);
      const tip = row.label + ", " + spec.names[k] + ": " + said(estimate, spec.say);
      marks += mark(row.more === undefined || row.more === "" ? tip : tip + ". " + row.more, shapes);
    }
  }
  const zero = uprights("zero", x.at(0), placed.spans);
  return picture("bars", spec, frame, placed.bottom + 4, axis.svg + marks + zero + names + placed.svg);
}
