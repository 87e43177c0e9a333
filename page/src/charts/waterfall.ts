// From cheque to result: parts that add up, one below the other; each bar starts where the one before it ended, and the last is their sum.

import {axisAbove, axisAboveHeight, horizontalScale, uprights} from "./axis";
import {errorAcross, missing} from "./error_bar";
import {sorted} from "./order";
import {layRows, Placed, Row} from "./rows";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {bar, hit, line, mark, picture, sentence, settled} from "./svg";

export interface WaterfallPart {
  label: string;
  note?: string;
  value: Estimate;
  more?: string;
}

export interface WaterfallSpec extends Words {
  parts: WaterfallPart[];
  /** What the parts add up to. */
  total: WaterfallPart;
  /** Where the first bar starts, with its name; zero if left out. */
  start?: WaterfallPart;
  /** More parts than this: the smallest are added up in one row; 0 for all. */
  most?: number;
  /** The name of that row; "smaller parts" if left out. */
  smaller?: string;
  axis?: AxisWords;
  format: Format;
  say: Say;
}

interface Step {
  part: WaterfallPart;
  from: number;
  to: number;
  kind: string;
  known: boolean;
}

/** The parts that are drawn: as they stand, but for the smallest, which are one row where there are too many. */
function fewer(spec: WaterfallSpec): WaterfallPart[] {
  const parts = spec.parts.filter((part) => part.value.value !== 0);
  const most = spec.most === undefined || spec.most <= 0 ? parts.length : Math.max(2, spec.most);
  if (parts.length <= most) return parts;
  const size = (part: WaterfallPart): number => Math.abs(drawn(part.value.value) || 0);
  const bySize = sorted(parts, (a, b) => size(b) - size(a));
  const least = size(bySize[most - 2]);
  const kept: WaterfallPart[] = [];
  let rest = 0;
  let error = 0;
  const names: string[] = [];
  for (const part of parts) {
    if (size(part) >= least && kept.length < most - 1) {
      kept.push(part);
    } else {
      rest += drawn(part.value.value) || 0;
      error += Math.abs(drawn(part.value.se) || 0);
      names.push(part.label);
    }
  }
  // How the parts move together is not known here: the error of their sum is at most the sum of their errors.
  kept.push({label: spec.smaller === undefined ? "smaller parts" : spec.smaller, value: {value: rest, se: error}, more: names.join(", ")});
  return kept;
}

export function waterfall(spec: WaterfallSpec, given: Frame): string {
  const frame = settled(given);
  const parts = fewer(spec);
  if (parts.length === 0 && drawn(spec.total.value.value) === null) return sentence("waterfall", spec, frame, kNothing);

  const steps: Step[] = [];
  let at = 0;
  if (spec.start !== undefined) {
    const value = drawn(spec.start.value.value);
    at = value === null ? 0 : value;
    steps.push({part: spec.start, from: 0, to: at, kind: "start", known: value !== null});
  }
  for (const part of parts) {
    const value = drawn(part.value.value);
    const next = drawn(at + (value === null ? 0 : value)) as number;
    steps.push({part, from: at, to: next, kind: value !== null && value < 0 ? "piece below" : "piece above", known: value !== null});
    at = next;
  }
  const total = drawn(spec.total.value.value);
  // What is left between the sum of the parts and the total is shown, not hidden: it is zero in sound results.
  let scaleOf = Math.abs(at) + Math.abs(total === null ? 0 : total);
  for (const step of steps) scaleOf = Math.max(scaleOf, Math.abs(step.from), Math.abs(step.to));
  if (total !== null && Math.abs(total - at) > 1e-3 * scaleOf) {
    steps.push({
      part: {label: "not in the parts", value: {value: total - at, se: null}},
      from: at,
      to: total,
      kind: "left-over",
      known: true,
    });
  }
  steps.push({part: spec.total, from: 0, to: total === null ? 0 : total, kind: "whole", known: total !== null});

  const rows: Row[] = [];
  const values: number[] = [];
  for (const step of steps) {
    const whole = step.kind === "whole";
    rows.push({
      label: step.part.label,
      note: step.part.note,
      says: [said(step.part.value, spec.say)],
      strong: whole,
      apart: whole && steps.length > 1,
    });
    values.push(step.from, step.to);
  }
  const layout = layRows(rows, frame.width, 18);
  const x = horizontalScale(values, true, layout.left, layout.right);
  const placed = layout.place(2 + axisAboveHeight(x, spec.axis, layout.left, layout.right));
  const axis = axisAbove(x, spec.axis, spec.format, layout.left, layout.right, 2, placed.spans);
  let svg = axis.svg;
  steps.forEach((step, i) => {
    const {middle, top, bottom}: Placed = placed.rows[i];
    let shapes = hit(layout.left, top, layout.right - layout.left, bottom - top);
    if (!step.known) {
      shapes += missing(x.at(step.from), middle, layout.right);
    } else {
      shapes += bar("bar " + step.kind, x.at(step.from), x.at(step.to), middle - 8, 16);
      if (step.kind === "whole") shapes += errorAcross(step.part.value, x, middle, "error");
    }
    // Where names stand between the bars a bridge would run through them.
    if (i + 1 < steps.length && placed.spans.length === 1)
      svg += line("bridge", x.at(step.to), middle + 8, x.at(step.to), placed.rows[i + 1].middle - 8);
    const tip = step.part.label + ": " + rows[i].says[0];
    svg += mark(step.part.more === undefined || step.part.more === "" ? tip : tip + ". " + step.part.more, shapes);
  });
  svg += uprights("zero", x.at(0), placed.spans);
  return picture("waterfall", spec, frame, placed.bottom + 4, svg + placed.svg);
}
