// Lines in time as small multiples: a panel for each measure on a scale of its own, in it a line for each structure.

import {axisBelow, axisBeside, kAxisBelow, timeScale, upright} from "./axis";
import {EndLabel, endLabels, measureEndLabels} from "./end_labels";
import {Column, curve, stops, stretch} from "./fan";
import {Heading, layPanels, numColumns} from "./panels";
import {lastKnown} from "./runs";
import {dateInWords} from "./scale";
import {Format, Frame, kNothing, shown, Words} from "./spec";
import {circle, hit, mark, picture, sentence, settled} from "./svg";

export interface Timeline {
  label: string;
  values: Column;
  chosen?: boolean;
}

export interface TimelinePanel extends Heading {
  dates: string[];
  lines: Timeline[];
  /** Whether the axis starts at zero; true if left out. */
  zero?: boolean;
  format: Format;
}

export interface TimelinesSpec extends Words {
  panels: TimelinePanel[];
}

export function timelines(spec: TimelinesSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.panels.length === 0) return sentence("timelines", spec, frame, kNothing);

  const words = spec.panels.map((panel) =>
    panel.lines
      .filter((line) => lastKnown(line.values, panel.dates.length) !== null)
      .map((line) => {
        const last = lastKnown(line.values, panel.dates.length) as {value: number};
        return {
          words: (line.label === "" ? "" : line.label + " ") + panel.format(last.value),
          weight: line.chosen ? ("bold" as const) : ("regular" as const),
        };
      }),
  );
  const columns = numColumns(spec.panels.length, frame.width - 8, 300, 3);
  const most = (frame.width / columns) * 0.32;
  let endWidth = 0;
  let height = 120;
  for (const of of words) {
    const measured = measureEndLabels(of, most, 2);
    endWidth = Math.max(endWidth, measured.width);
    height = Math.max(height, measured.height);
  }
  const panels = layPanels(spec.panels, {left: 4, right: frame.width - 4, top: 4, least: 300, height, below: kAxisBelow, most: 3});
  let svg = panels.svg;
  panels.cells.forEach((cell, p) => {
    const panel = spec.panels[p];
    let values: (number | null)[] = [];
    for (const line of panel.lines) values = values.concat(line.values.slice(0, panel.dates.length));
    const y = upright(values, panel.zero !== false, cell.bottom, cell.top, panel.format, (cell.right - cell.left) * 0.3);
    const left = cell.left + y.width + 6;
    const right = cell.right - endWidth;
    const time = timeScale(panel.dates, left + 1, right - 1);
    svg += axisBeside(y, left, right);
    for (const line of panel.lines) if (!line.chosen) svg += curve("line", line.values, time, y.scale);
    for (const line of panel.lines) if (line.chosen) svg += curve("line chosen", line.values, time, y.scale);
    svg += axisBelow(
      time.years.map((year) => year.label),
      time.years.map((year) => time.scale.at(year.month)),
      cell.left,
      cell.right,
      cell.bottom,
    );
    const ended: EndLabel[] = [];
    for (const line of panel.lines) {
      const last = lastKnown(line.values, panel.dates.length);
      if (last === null) continue;
      const of = words[p][ended.length];
      ended.push({y: y.scale.at(last.value), words: of.words, weight: of.weight, kind: line.chosen ? "name chosen" : "name"});
    }
    svg += endLabels(ended, right, cell.top - 6, cell.bottom + 6, most, 2);

    // One mark for each place in time: it says all the lines' numbers there.
    const all = stops(time).filter((i) => panel.lines.some((line) => line.values[i] !== null && line.values[i] !== undefined));
    for (const i of all) {
      const [from, to] = stretch(i, all, time, left, right);
      let spots = "";
      const parts: string[] = [];
      for (const line of panel.lines) {
        parts.push((line.label === "" ? "" : line.label + " ") + shown(line.values[i], panel.format));
        const value = lastKnown([line.values[i]], 1);
        if (value !== null) spots += circle("spot", time.scale.at(time.months[i]), y.scale.at(value.value), 4);
      }
      svg += mark(
        panel.label + ", " + dateInWords(panel.dates[i]) + ": " + parts.join("; "),
        hit(from, cell.top, to - from, cell.bottom - cell.top),
        spots,
      );
    }
  });
  return picture("timelines", spec, frame, panels.bottom + 2, svg);
}
