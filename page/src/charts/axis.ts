// Axes: few ticks, their unit in the labels, a rule for each and a stronger one at zero. Labels that would touch are left out.

import {extent, monthOf, rounded, scale, Scale} from "./scale";
import {AxisWords, finite, Format} from "./spec";
import {block, line, text} from "./svg";
import {blockHeight} from "./labels";
import {Span} from "./rows";
import {ellipsized, kAscent, kDescent, kSmall, textWidth, wrap} from "./text";

interface Tick {
  value: number;
  label: string;
}

function labelled(values: number[], format: Format): Tick[] {
  const result: Tick[] = [];
  for (const value of values) {
    const label = format(value);
    // Two ticks that read alike would say that the axis stands still: the first is kept.
    if (result.length > 0 && result[result.length - 1].label === label) continue;
    result.push({value, label});
  }
  return result;
}

/** A label's centre, moved so that all of it is between left and right. */
export function held(centre: number, width: number, left: number, right: number): number {
  return Math.max(left + width / 2, Math.min(right - width / 2, centre));
}

/** Of the ticks as many as stand clear of each other: all, else every second, third…; zero is always among those kept. */
function clear(ticks: Tick[], at: (value: number) => number, left: number, right: number): Tick[] {
  const kGap = 10;
  let anchor = 0;
  for (let i = 0; i < ticks.length; i++) if (ticks[i].value === 0) anchor = i;
  for (let every = 1; every <= ticks.length; every++) {
    const kept: Tick[] = [];
    for (let i = 0; i < ticks.length; i++) if ((i - anchor) % every === 0) kept.push(ticks[i]);
    let good = true;
    for (let i = 1; i < kept.length; i++) {
      const a = textWidth(kept[i - 1].label, kSmall);
      const b = textWidth(kept[i].label, kSmall);
      if (held(at(kept[i].value), b, left, right) - held(at(kept[i - 1].value), a, left, right) < (a + b) / 2 + kGap) good = false;
    }
    if (good) return kept;
  }
  return [];
}

/** A scale with its ticks. */
export interface TickedScale extends Scale {
  ticks: number[];
}

/** A scale for values along a horizontal line, its ends at round numbers. */
export function horizontalScale(values: (number | null)[], zero: boolean, left: number, right: number): TickedScale {
  const range = rounded(extent(values, zero), Math.max(2, Math.min(6, Math.floor((right - left) / 90))));
  return {...scale(range.low, range.high, left, right), ticks: range.ticks};
}

export interface Axis {
  /** What is drawn, to stand beneath the marks. */
  svg: string;
  /** Where the marks may begin. */
  top: number;
}

/** The words over a horizontal axis: its title, then what lies to both sides. */
function axisWords(words: AxisWords | undefined, x: Scale, left: number, right: number, top: number): Axis {
  if (words === undefined) return {svg: "", top};
  let svg = "";
  let y = top;
  const title = words.title === undefined ? "" : words.title;
  if (title !== "") {
    const lines = wrap(title, right - left, kSmall, 3);
    svg += block("axis-words", left, y + kSmall * kAscent, lines, kSmall, "start", "regular", title);
    y += blockHeight(lines.length, kSmall) + 4;
  }
  // A side that the scale does not reach needs no words.
  let low = words.low === undefined || words.low === "" || x.low >= 0 ? "" : "← " + words.low;
  let high = words.high === undefined || words.high === "" || x.high <= 0 ? "" : words.high + " →";
  if (low !== "" || high !== "") {
    // On either side of zero where both fit there, else at the ends.
    const zero = x.low < 0 && x.high > 0 ? x.at(0) : (x.from + x.to) / 2;
    const room = right - left - 12;
    if (textWidth(low, kSmall) + textWidth(high, kSmall) > room) {
      low = ellipsized(low, room / 2, kSmall);
      high = ellipsized(high, room / 2, kSmall);
    }
    const lowWidth = textWidth(low, kSmall);
    const highWidth = textWidth(high, kSmall);
    const apart = Math.max(left + lowWidth + 6, Math.min(right - highWidth - 6, zero));
    svg += text("axis-words", apart - 6, y + kSmall * kAscent, low, kSmall, "end", "regular", "← " + words.low);
    svg += text("axis-words", apart + 6, y + kSmall * kAscent, high, kSmall, "start", "regular", words.high + " →");
    y += kSmall * (kAscent + kDescent) + 4;
  }
  return {svg, top: y};
}

/** Upright lines at x over the spans in which rows draw, so that none runs through a name. */
export function uprights(kind: string, x: number, spans: Span[]): string {
  return spans.map(([from, to]) => line(kind, x, from, x, to)).join("");
}

/** A horizontal axis over rows: words, tick labels, and rules over the rows' spans. Labels keep between `left` and `right`. */
export function axisAbove(
  x: TickedScale,
  words: AxisWords | undefined,
  format: Format,
  left: number,
  right: number,
  top: number,
  spans: Span[],
): Axis {
  const head = axisWords(words, x, left, right, top);
  const ticks = clear(labelled(x.ticks, format), x.at, left, right);
  const y = head.top + kSmall * kAscent;
  const start = y + kSmall * kDescent + 3;
  let svg = head.svg;
  for (const tick of ticks) {
    const width = textWidth(tick.label, kSmall);
    const label = ellipsized(tick.label, right - left, kSmall);
    svg += uprights(tick.value === 0 ? "zero" : "rule", x.at(tick.value), spans);
    svg += text(
      "tick",
      held(x.at(tick.value), Math.min(width, right - left), left, right),
      y,
      label,
      kSmall,
      "middle",
      "regular",
      tick.label,
    );
  }
  return {svg, top: start + 2};
}

/** The height that `axisAbove` takes, known before the rows are laid out. */
export function axisAboveHeight(x: Scale, words: AxisWords | undefined, left: number, right: number): number {
  return axisWords(words, x, left, right, 0).top + kSmall * (kAscent + kDescent) + 5;
}

/** Ticks for a vertical axis of this many pixels, and the room that their labels take. */
export interface Upright {
  scale: Scale;
  ticks: Tick[];
  width: number;
}

/** A vertical scale from bottom to top with its ticks; `most` bounds the width of the labels. */
export function upright(values: (number | null)[], zero: boolean, bottom: number, top: number, format: Format, most: number): Upright {
  const numTicks = Math.max(2, Math.min(5, Math.floor((bottom - top) / 40)));
  const range = rounded(extent(values, zero), numTicks);
  const ticks = labelled(range.ticks, format);
  let width = 0;
  for (const tick of ticks) width = Math.max(width, textWidth(tick.label, kSmall));
  return {scale: scale(range.low, range.high, bottom, top), ticks, width: Math.min(most, width)};
}

/** Rules across from `left` to `right` with their labels, right-aligned to stand before `left`. */
export function axisBeside(y: Upright, left: number, right: number): string {
  let svg = "";
  for (const tick of y.ticks) {
    const at = y.scale.at(tick.value);
    svg += line(tick.value === 0 ? "zero" : "rule", left, at, right, at);
    svg += text("tick", left - 6, at + kSmall * 0.35, ellipsized(tick.label, y.width, kSmall), kSmall, "end", "regular", tick.label);
  }
  return svg;
}

/** Rules without labels, for panels that share an axis. */
export function rules(y: Upright, left: number, right: number): string {
  let svg = "";
  for (const tick of y.ticks) {
    const at = y.scale.at(tick.value);
    svg += line(tick.value === 0 ? "zero" : "rule", left, at, right, at);
  }
  return svg;
}

const kYearGap = 9; // the label of a vertical axis at its foot reaches below it

/** The height under a plot that `axisBelow` takes. */
export const kAxisBelow = kYearGap + 1 + kSmall * (kAscent + kDescent);

/** Labels below a plot, as many as stand clear of each other: for years, or any places along x. */
export function axisBelow(labels: string[], places: number[], left: number, right: number, y: number): string {
  const ticks: Tick[] = [];
  for (let i = 0; i < labels.length; i++) ticks.push({value: i, label: labels[i]});
  let svg = "";
  for (const tick of clear(ticks, (i) => places[i], left, right)) {
    const x = places[tick.value];
    svg += line("tick-line", x, y, x, y + 4);
    svg += text("tick", held(x, textWidth(tick.label, kSmall), left, right), y + kYearGap + kSmall * kAscent, tick.label, kSmall, "middle");
  }
  return svg;
}

/** A scale for dates like "2026-01" and the Januaries in it; positions where the text is no date are counted through. */
export interface Time {
  scale: Scale;
  months: number[];
  years: {label: string; month: number}[];
}

export function timeScale(dates: string[], left: number, right: number): Time {
  const months: number[] = [];
  let dated = dates.length > 0;
  for (const date of dates) if (monthOf(date) === null) dated = false;
  for (let i = 0; i < dates.length; i++) months.push(dated ? (monthOf(dates[i]) as number) : i);
  const ends = finite(months);
  let low = ends.length > 0 ? ends[0] : 0;
  let high = low;
  for (const month of ends) {
    low = Math.min(low, month);
    high = Math.max(high, month);
  }
  const years: {label: string; month: number}[] = [];
  if (dated) {
    for (let year = Math.ceil(low / 12); year * 12 <= high; year++) years.push({label: String(year), month: year * 12});
    if (years.length === 0) years.push({label: dates[0], month: low});
  } else {
    for (let i = 0; i < dates.length; i++) years.push({label: dates[i], month: i});
  }
  return {scale: scale(low, high, left, right), months, years};
}
