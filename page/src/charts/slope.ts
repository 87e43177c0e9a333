// Does the deal pay when it is needed? On the left what the deal adds in all futures, on the right what it adds in the worst tenth of what
// it should protect. A line that rises gives back; one that falls takes; what ends in the shaded corner loses when the business does too.
// With the exposure falling from left to right, a line's slope is the offset: cents given back of each dollar that falls short.

import {axisBeside, upright} from "./axis";
import {EndLabel, endLabels, measureEndLabels} from "./end_labels";
import {covered, errorUpright} from "./error_bar";
import {blockHeight} from "./labels";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {block, circle, line, mark, picture, rect, sentence, settled, tag} from "./svg";
import {kAscent, kLabel, kSmall, wrap} from "./text";

export interface SlopeLine {
  label: string;
  /** After the name, at the right end: "takes 14.8 cents". */
  note?: string;
  left: Estimate;
  right: Estimate;
  chosen?: boolean;
}

/** What stands over an end: "In all futures", and what the business is worth there alone. */
export interface SlopeEnd {
  title: string;
  note?: string;
}

export interface SlopeSpec extends Words {
  left: SlopeEnd;
  right: SlopeEnd;
  lines: SlopeLine[];
  /** Written in the shaded corner. */
  corner?: string;
  axis?: AxisWords;
  format: Format;
  say: Say;
}

interface Drawn {
  line: SlopeLine;
  left: number;
  right: number;
}

export function slope(spec: SlopeSpec, given: Frame): string {
  const frame = settled(given);
  const lines: Drawn[] = [];
  for (const of of spec.lines) {
    const left = drawn(of.left.value);
    const right = drawn(of.right.value);
    if (left !== null && right !== null) lines.push({line: of, left, right});
  }
  if (lines.length === 0) return sentence("slope", spec, frame, kNothing);

  let values: number[] = [];
  for (const of of lines) values = values.concat(covered(of.line.left), covered(of.line.right));
  let high = 0;
  for (const value of values) high = Math.max(high, value);
  if (high > 0) values.push(-high * 0.2); // the corner is there even if nothing is in it

  const narrow = frame.width < 560;
  const mostWords = frame.width * (narrow ? 0.36 : 0.3);
  // On a narrow frame only the chosen line keeps its note: the lines need the room.
  const noted = (of: SlopeLine): boolean => of.note !== undefined && of.note !== "" && (!narrow || of.chosen === true);
  const words = lines.map((of) => ({
    words: of.line.label + (noted(of.line) ? ": " + of.line.note : ""),
    weight: of.line.chosen ? ("bold" as const) : ("regular" as const),
  }));
  const labels = measureEndLabels(words, mostWords, narrow ? 4 : 3);
  const title = spec.axis === undefined || spec.axis.title === undefined ? "" : spec.axis.title;
  const titleLines = title === "" ? [] : wrap(title, frame.width - 8, kSmall, 2);
  let top = 4;
  let svg = block("axis-words", 4, top + kSmall * kAscent, titleLines, kSmall, "start", "regular", title);
  top += titleLines.length === 0 ? 0 : blockHeight(titleLines.length, kSmall) + 8;

  const height = Math.max(narrow ? 280 : 320, labels.height);
  const rough = upright(values, true, height, 0, spec.format, frame.width * 0.22);
  const from = rough.width + 10 + 18;
  const to = frame.width - 4 - labels.width;

  // Heads over both ends: the left one begins at the axis, the right one ends at the frame.
  const headWidth = (frame.width - 8 - rough.width) / 2 - 10;
  const heads = [spec.left, spec.right].map((end) => ({
    title: wrap(end.title, headWidth, kLabel, 2, "bold"),
    note: end.note === undefined || end.note === "" ? [] : wrap(end.note, headWidth, kSmall, 4),
    end,
  }));
  let headHeight = 0;
  heads.forEach((head, k) => {
    const x = k === 0 ? rough.width + 10 : frame.width - 4;
    const anchor = k === 0 ? "start" : "end";
    const titleHeight = blockHeight(head.title.length, kLabel);
    svg += block("name", x, top + kLabel * kAscent, head.title, kLabel, anchor, "bold", head.end.title);
    svg += block("note", x, top + titleHeight + 1 + kSmall * kAscent, head.note, kSmall, anchor, "regular", head.end.note);
    headHeight = Math.max(headHeight, titleHeight + (head.note.length > 0 ? 1 + blockHeight(head.note.length, kSmall) : 0));
  });
  top += headHeight + 14;

  const bottom = top + height;
  const y = upright(values, true, bottom, top, spec.format, frame.width * 0.22);
  const zero = y.scale.at(0);
  const middle = (from + to) / 2;
  if (zero < bottom - 1) {
    svg += rect("corner", middle, zero, to + 8 - middle, bottom - zero);
    const room = to - middle - 6;
    const corner = spec.corner === undefined || spec.corner === "" ? [] : wrap(spec.corner, room, kSmall, 3);
    if (corner.length > 0 && blockHeight(corner.length, kSmall) + 8 <= bottom - zero) {
      const first = bottom - 4 - blockHeight(corner.length, kSmall) + kSmall * kAscent;
      svg += block("note halo", middle + 6, first, corner, kSmall, "start", "regular", spec.corner);
    }
  }
  svg += axisBeside(y, rough.width + 10, to + 8);
  svg += line("zero", rough.width + 10, zero, to + 8, zero) + line("pole", from, top, from, bottom) + line("pole", to, top, to, bottom);

  const ended: EndLabel[] = [];
  let marks = "";
  const order = lines.filter((of) => !of.line.chosen).concat(lines.filter((of) => of.line.chosen));
  for (const of of order) {
    const tone = of.line.chosen ? " chosen" : "";
    const y1 = y.scale.at(of.left);
    const y2 = y.scale.at(of.right);
    const tip =
      of.line.label +
      ": " +
      said(of.line.left, spec.say) +
      " (" +
      spec.left.title +
      "), " +
      said(of.line.right, spec.say) +
      " (" +
      spec.right.title +
      ")" +
      (of.line.note === undefined || of.line.note === "" ? "" : "; " + of.line.note);
    marks += mark(
      tip,
      tag("line", {class: "hit-line", x1: from, y1, x2: to, y2}),
      line("line" + tone, from, y1, to, y2),
      errorUpright(of.line.left, y.scale, from, "error" + tone),
      errorUpright(of.line.right, y.scale, to, "error" + tone),
      circle("dot" + tone, from, y1, 4.5),
      circle("dot" + tone, to, y2, 4.5),
    );
  }
  lines.forEach((of, i) => {
    ended.push({y: y.scale.at(of.right), words: words[i].words, weight: words[i].weight, kind: of.line.chosen ? "name chosen" : "name"});
  });
  svg += marks + endLabels(ended, to + 6, top - 8, bottom + 8, mostWords, narrow ? 4 : 3);
  return picture("slope", spec, frame, bottom + 12, svg);
}
