// Fans: how a number in time spreads over the futures. The middle is a line, half of all futures lie in the inner band, 9 in 10 in the
// outer one. Several structures stand beside each other on the same scale, or their middles over the chosen one's bands.

import {axisBelow, axisBeside, kAxisBelow, rules, Time, timeScale, upright, Upright} from "./axis";
import {endLabels, EndLabel, measureEndLabels} from "./end_labels";
import {Cell, layPanels, numColumns} from "./panels";
import {lastKnown, Point, runs} from "./runs";
import {dateInWords} from "./scale";
import {Scale} from "./scale";
import {drawn, Format, Frame, kNothing, shown, Words} from "./spec";
import {block, circle, hit, mark, picture, polyline, rect, sentence, settled} from "./svg";
import {kAscent, kSmall, wrap} from "./text";
import {blockHeight} from "./labels";

export type Column = (number | null)[];

export interface FanBand {
  label: string;
  note?: string;
  chosen?: boolean;
  q05: Column;
  q25: Column;
  q50: Column;
  q75: Column;
  q95: Column;
}

export interface FanSpec extends Words {
  /** First days, "2026-01": number i of each column belongs to dates[i]. Words that are no dates are counted through. */
  dates: string[];
  bands: FanBand[];
  /** "multiples": a panel each on one scale; "overlaid": the bands of the chosen one (else the first) and the middles of all. */
  layout: "multiples" | "overlaid";
  /** What is measured and in what unit, over the axis. */
  unit?: string;
  /** Whether the axis starts at zero; true if left out. */
  zero?: boolean;
  format: Format;
}

function known(spec: FanSpec, bands: FanBand[]): number {
  let count = 0;
  for (const band of bands)
    for (const point of runs(
      spec.dates.map((_, i) => i),
      [band.q50],
    ))
      count += point.length;
  return count;
}

/** A band between two of a point's values; a single point is a short bar. */
function area(kind: string, run: Point[], low: number, high: number, x: Scale, y: Scale): string {
  if (run.length === 1) {
    const top = y.at(run[0].values[high]);
    return rect(kind, x.at(run[0].x) - 4, top, 8, y.at(run[0].values[low]) - top);
  }
  const points: [number, number][] = [];
  for (const point of run) points.push([x.at(point.x), y.at(point.values[high])]);
  for (let i = run.length - 1; i >= 0; i--) points.push([x.at(run[i].x), y.at(run[i].values[low])]);
  return polyline(kind, points, true);
}

function bandShapes(band: FanBand, time: Time, y: Scale, tone: string): string {
  let svg = "";
  for (const run of runs(time.months, [band.q05, band.q95])) svg += area("band outer" + tone, run, 0, 1, time.scale, y);
  for (const run of runs(time.months, [band.q25, band.q75])) svg += area("band inner" + tone, run, 0, 1, time.scale, y);
  return svg;
}

/** A line through a column; a single point is a dot. */
export function curve(kind: string, column: Column, time: Time, y: Scale): string {
  let svg = "";
  for (const run of runs(time.months, [column])) {
    if (run.length === 1) svg += circle(kind + " lone", time.scale.at(run[0].x), y.at(run[0].values[0]), 3);
    else
      svg += polyline(
        kind,
        run.map((point): [number, number] => [time.scale.at(point.x), y.at(point.values[0])]),
      );
  }
  return svg;
}

/** The places that answer to hover and focus: the first of each year, and the last. */
export function stops(time: Time): number[] {
  const result: number[] = [];
  for (let i = 0; i < time.months.length; i++) {
    let opens = i === time.months.length - 1;
    for (const year of time.years) if (year.month === time.months[i]) opens = true;
    if (opens) result.push(i);
  }
  return result.length <= 1 && time.months.length > 0 ? [0] : result;
}

/** The stretch around a stop that belongs to it. */
export function stretch(stop: number, all: number[], time: Time, left: number, right: number): [number, number] {
  const at = all.indexOf(stop);
  const x = (i: number): number => time.scale.at(time.months[all[i]]);
  return [at === 0 ? left : (x(at - 1) + x(at)) / 2, at === all.length - 1 ? right : (x(at) + x(at + 1)) / 2];
}

function bandMarks(spec: FanSpec, band: FanBand, time: Time, y: Scale, cell: Cell): string {
  let svg = "";
  const all = stops(time).filter((i) => drawn(band.q50[i]) !== null);
  for (const i of all) {
    const [from, to] = stretch(i, all, time, cell.left, cell.right);
    const tip =
      (band.label === "" ? "" : band.label + ", ") +
      dateInWords(spec.dates[i]) +
      ": middle " +
      shown(band.q50[i], spec.format) +
      "; half of the futures " +
      shown(band.q25[i], spec.format) +
      " to " +
      shown(band.q75[i], spec.format) +
      ", 9 in 10 " +
      shown(band.q05[i], spec.format) +
      " to " +
      shown(band.q95[i], spec.format);
    const spot = circle("spot", time.scale.at(time.months[i]), y.at(drawn(band.q50[i]) as number), 4);
    svg += mark(tip, hit(from, cell.top, to - from, cell.bottom - cell.top), spot);
  }
  return svg;
}

function unitWords(unit: string | undefined, width: number): {svg: string; top: number} {
  if (unit === undefined || unit === "") return {svg: "", top: 4};
  const lines = wrap(unit, width - 8, kSmall, 2);
  return {
    svg: block("axis-words", 4, 4 + kSmall * kAscent, lines, kSmall, "start", "regular", unit),
    top: 4 + blockHeight(lines.length, kSmall) + 8,
  };
}

function yearAxis(time: Time, cell: Cell, right: number): string {
  return axisBelow(
    time.years.map((year) => year.label),
    time.years.map((year) => time.scale.at(year.month)),
    cell.left - 20,
    right,
    cell.bottom,
  );
}

export function fan(spec: FanSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.bands.length === 0 || spec.dates.length === 0 || known(spec, spec.bands) === 0) return sentence("fan", spec, frame, kNothing);
  return spec.layout === "overlaid" ? overlaid(spec, frame) : multiples(spec, frame);
}

function scaleFor(spec: FanSpec, columns: Column[], bottom: number, top: number, width: number): Upright {
  const values: (number | null)[] = [];
  for (const column of columns) for (let i = 0; i < spec.dates.length; i++) values.push(i < column.length ? column[i] : null);
  return upright(values, spec.zero !== false, bottom, top, spec.format, width * 0.3);
}

/** The numbers at a fan's right end: its middle, and what 9 in 10 futures lie between. */
function ends(spec: FanSpec, band: FanBand, y: Scale): EndLabel[] {
  const result: EndLabel[] = [];
  const tone = band.chosen ? " chosen" : "";
  const add = (column: Column, kind: string, bold: boolean): void => {
    const last = lastKnown(column, spec.dates.length);
    if (last === null) return;
    result.push({y: y.at(last.value), words: spec.format(last.value), kind: kind + tone, weight: bold ? "bold" : "regular"});
  };
  add(band.q95, "tick", false);
  add(band.q50, "says", true);
  add(band.q05, "tick", false);
  return result;
}

function multiples(spec: FanSpec, frame: Frame): string {
  const columns: Column[] = [];
  for (const band of spec.bands) columns.push(band.q05, band.q25, band.q50, band.q75, band.q95);
  const head = unitWords(spec.unit, frame.width);
  const flat = {y: 0, kind: ""};
  let endWords: {words: string}[] = [];
  for (const band of spec.bands)
    endWords = endWords.concat(ends(spec, band, {low: 0, high: 1, from: 0, to: 1, at: () => 0}).map((e) => ({...flat, ...e})));
  const most = frame.width * 0.28;
  const endWidth = measureEndLabels(endWords, most, 1).width;

  // The scale is the same in all panels, so its labels stand before the first in each row alone.
  const least = 150 + endWidth;
  const rough = scaleFor(spec, columns, 130, 0, frame.width);
  const left = rough.width + 10;
  const wide = numColumns(spec.bands.length, frame.width - 4 - left, least, 4) === 1;
  const height = wide ? Math.min(260, Math.max(120, frame.width * 0.32)) : 140;
  const panels = layPanels(spec.bands, {left, right: frame.width - 4, top: head.top, least, height, below: kAxisBelow, most: 4});
  let svg = head.svg + panels.svg;
  panels.cells.forEach((cell, i) => {
    const band = spec.bands[i];
    const y = scaleFor(spec, columns, cell.bottom, cell.top, frame.width);
    const plot: Cell = {...cell, right: cell.right - endWidth};
    const time = timeScale(spec.dates, plot.left + 1, plot.right - 1);
    const tone = band.chosen ? " chosen" : "";
    svg += cell.first ? axisBeside(y, plot.left, plot.right) : rules(y, plot.left, plot.right);
    svg += bandShapes(band, time, y.scale, tone) + curve("line" + tone, band.q50, time, y.scale);
    svg += yearAxis(time, plot, cell.right) + endLabels(ends(spec, band, y.scale), plot.right, cell.top - 6, cell.bottom + 6, most, 1);
    svg += bandMarks(spec, band, time, y.scale, plot);
  });
  return picture("fan", spec, frame, panels.bottom + 2, svg);
}

function overlaid(spec: FanSpec, frame: Frame): string {
  let chosen = spec.bands[0];
  for (const band of spec.bands) if (band.chosen) chosen = band;
  const columns: Column[] = [chosen.q05, chosen.q25, chosen.q50, chosen.q75, chosen.q95];
  for (const band of spec.bands) columns.push(band.q50);
  const head = unitWords(spec.unit, frame.width);

  const drawnBands = spec.bands.filter((band) => lastKnown(band.q50, spec.dates.length) !== null);
  const words = drawnBands.map((band) => {
    const last = lastKnown(band.q50, spec.dates.length) as {index: number; value: number};
    return {
      words: (band.label === "" ? "" : band.label + " ") + spec.format(last.value),
      weight: band === chosen ? ("bold" as const) : ("regular" as const),
    };
  });
  const most = frame.width * 0.3;
  const labels = measureEndLabels(words, most, 3);
  const height = Math.max(Math.min(320, Math.max(200, frame.width * 0.42)), labels.height);
  const top = head.top + 8;
  const bottom = top + height;
  const y = scaleFor(spec, columns, bottom, top, frame.width);
  const left = y.width + 10;
  const cell: Cell = {left, right: frame.width - 4 - labels.width, top, bottom, first: true, last: true};
  const time = timeScale(spec.dates, cell.left + 1, cell.right - 1);
  let svg = head.svg + axisBeside(y, cell.left, cell.right) + bandShapes(chosen, time, y.scale, " chosen");
  for (const band of spec.bands) if (band !== chosen) svg += curve("line", band.q50, time, y.scale);
  svg += curve("line chosen", chosen.q50, time, y.scale) + yearAxis(time, cell, frame.width - 4);
  const ended = drawnBands.map((band, i): EndLabel => {
    const last = lastKnown(band.q50, spec.dates.length) as {index: number; value: number};
    return {y: y.scale.at(last.value), words: words[i].words, weight: words[i].weight, kind: band === chosen ? "name chosen" : "name"};
  });
  svg += endLabels(ended, cell.right, top - 8, bottom + 8, most, 3) + bandMarks(spec, chosen, time, y.scale, cell);
  return picture("fan", spec, frame, bottom + kAxisBelow + 2, svg);
}
