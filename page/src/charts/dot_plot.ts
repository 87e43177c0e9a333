// Dots with their ranges: one row for each thing that is compared (a structure, a party), a dot at the estimate, its error as a bar, and
// the range of 9 in 10 futures as a long thin line.

import {axisAbove, axisAboveHeight, horizontalScale} from "./axis";
import {covered, errorAcross, missing} from "./error_bar";
import {layRows, Row} from "./rows";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, shown, Words} from "./spec";
import {bar, circle, hit, mark, picture, sentence, settled} from "./svg";

export interface DotPlotRow {
  label: string;
  note?: string;
  value: Estimate;
  /** What 9 of 10 futures lie between; null where it is not known. */
  range?: {low: number | null; high: number | null};
  /** The row that the page is about: accent and bold. */
  chosen?: boolean;
  /** What is said on hover besides the number and its range, for example its source. */
  more?: string;
}

export interface DotPlotSpec extends Words {
  rows: DotPlotRow[];
  /** Whether zero belongs on the axis: for differences always. */
  zero: boolean;
  axis?: AxisWords;
  /** Numbers on the axis, and the ends of ranges. */
  format: Format;
  /** The estimate in words, after its row. */
  say: Say;
}

export function dotPlot(spec: DotPlotSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.rows.length === 0) return sentence("dot-plot", spec, frame, kNothing);

  const rows: Row[] = [];
  const values: (number | null)[] = [];
  for (const row of spec.rows) {
    rows.push({label: row.label, note: row.note, says: [said(row.value, spec.say)], strong: row.chosen});
    for (const value of covered(row.value)) values.push(value);
    if (row.range !== undefined) values.push(row.range.low, row.range.high);
  }
  const layout = layRows(rows, frame.width, 14);
  const x = horizontalScale(values, spec.zero, layout.left, layout.right);
  const placed = layout.place(2 + axisAboveHeight(x, spec.axis, layout.left, layout.right));
  const axis = axisAbove(x, spec.axis, spec.format, layout.left, layout.right, 2, placed.spans);

  let marks = "";
  for (let i = 0; i < spec.rows.length; i++) {
    const row = spec.rows[i];
    const y = placed.rows[i].middle;
    const tone = row.chosen ? " chosen" : "";
    let shapes = hit(layout.left, placed.rows[i].top, layout.right - layout.left, placed.rows[i].bottom - placed.rows[i].top);
    let tip = row.label + ": " + rows[i].says[0];
    if (row.range !== undefined) {
      const low = drawn(row.range.low);
      const high = drawn(row.range.high);
      if (low !== null && high !== null) shapes += bar("range" + tone, x.at(low), x.at(high), y - 2, 4);
      tip += "; 9 in 10: " + shown(row.range.low, spec.format) + " to " + shown(row.range.high, spec.format);
    }
    const value = drawn(row.value.value);
    if (value !== null) {
      shapes += errorAcross(row.value, x, y, "error" + tone) + circle("dot" + tone, x.at(value), y, 5);
    } else {
      shapes += missing(layout.left, y, layout.right);
    }
    marks += mark(row.more === undefined || row.more === "" ? tip : tip + ". " + row.more, shapes);
  }
  return picture("dot-plot", spec, frame, placed.bottom + 4, axis.svg + marks + placed.svg);
}
