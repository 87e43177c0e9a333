// What the answer hangs on: for each uncertain input the measure with the input in its lowest and in its highest tenth, and the part of the
// measure's variance that goes with this input alone.

import {axisAbove, axisAboveHeight, horizontalScale, uprights} from "./axis";
import {covered, errorAcross, missing} from "./error_bar";
import {layRows, Row} from "./rows";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {bar, circle, hit, mark, picture, sentence, settled} from "./svg";

export interface TornadoRow {
  label: string;
  /** Part of the variance, of 1. */
  share: Estimate;
  /** The measure with the input in its lowest and highest tenth. */
  low: Estimate;
  high: Estimate;
  /** The input's values there, in words: "0.23", "49%". */
  lowInput: string;
  highInput: string;
  more?: string;
}

export interface TornadoSpec extends Words {
  rows: TornadoRow[];
  /** The measure's mean in all futures: a line through all rows; null for none. */
  middle: number | null;
  axis?: AxisWords;
  format: Format;
  say: Say;
  /** A part of the variance in words: "10% ± 2%". */
  sayShare: Say;
}

export function tornado(spec: TornadoSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.rows.length === 0) return sentence("tornado", spec, frame, kNothing);

  const rows: Row[] = [];
  let values: (number | null)[] = [spec.middle];
  for (const row of spec.rows) {
    // What the number is stands in the first row, where the reader begins.
    const share = said(row.share, spec.sayShare) + (rows.length === 0 ? " of the variance" : "");
    rows.push({label: row.label, note: "○ " + row.lowInput + "   ● " + row.highInput, says: [share]});
    values = values.concat(covered(row.low), covered(row.high));
  }
  const layout = layRows(rows, frame.width, 16);
  const x = horizontalScale(values, false, layout.left, layout.right);
  const placed = layout.place(2 + axisAboveHeight(x, spec.axis, layout.left, layout.right));
  const axis = axisAbove(x, spec.axis, spec.format, layout.left, layout.right, 2, placed.spans);
  let svg = axis.svg;
  const middle = drawn(spec.middle);
  if (middle !== null) svg += uprights("middle", x.at(middle), placed.spans);
  spec.rows.forEach((row, i) => {
    const y = placed.rows[i].middle;
    const low = drawn(row.low.value);
    const high = drawn(row.high.value);
    let shapes = hit(layout.left, placed.rows[i].top, layout.right - layout.left, placed.rows[i].bottom - placed.rows[i].top);
    if (low !== null && high !== null) shapes += bar("swing", x.at(low), x.at(high), y - 4, 8);
    if (low !== null) shapes += errorAcross(row.low, x, y, "error") + circle("end-low", x.at(low), y, 5);
    if (high !== null) shapes += errorAcross(row.high, x, y, "error") + circle("end-high", x.at(high), y, 5);
    if (low === null && high === null) shapes += missing(layout.left, y, layout.right);
    const tip =
      row.label +
      ": at " +
      row.lowInput +
      " " +
      said(row.low, spec.say) +
      ", at " +
      row.highInput +
      " " +
      said(row.high, spec.say) +
      "; " +
      said(row.share, spec.sayShare) +
      " of the variance";
    svg += mark(row.more === undefined || row.more === "" ? tip : tip + ". " + row.more, shapes);
  });
  return picture("tornado", spec, frame, placed.bottom + 4, svg + placed.svg);
}
