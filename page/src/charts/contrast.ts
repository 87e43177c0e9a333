// What the bad tenth looks like: for each measure the mean in all futures and the mean in the bad tenth, as two bars on a scale of their
// own.

import {covered, errorAcross, missing} from "./error_bar";
import {Heading, layPanels, numColumns} from "./panels";
import {extent, scale} from "./scale";
import {drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {bar, block, hit, line, mark, picture, sentence, settled} from "./svg";
import {kAscent, kLineHeight, kSmall, widest, wrap} from "./text";

export interface ContrastPanel extends Heading {
  all: Estimate;
  bad: Estimate;
  say: Say;
  format?: Format;
}

export interface ContrastSpec extends Words {
  /** What the two bars are: "all futures", "worst tenth". */
  names: [string, string];
  panels: ContrastPanel[];
}

const kStep = 20;
const kThick = 13;

export function contrast(spec: ContrastSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.panels.length === 0) return sentence("contrast", spec, frame, kNothing);

  const says = spec.panels.map((panel) => [said(panel.all, panel.say), said(panel.bad, panel.say)]);
  const columns = numColumns(spec.panels.length, frame.width - 8, 290, 3);
  const cellWidth = (frame.width - 8) / columns - 24;
  let wanted = 0;
  for (const of of says) wanted = Math.max(wanted, widest(of, kSmall, "bold"));
  const wordsWidth = Math.min(wanted, cellWidth * 0.42);
  const nameWidth = Math.min(widest(spec.names.slice(), kSmall), cellWidth * 0.3);
  let mostLines = 1;
  for (const of of says) for (const words of of) mostLines = Math.max(mostLines, wrap(words, wordsWidth, kSmall, 3, "bold").length);
  for (const name of spec.names) mostLines = Math.max(mostLines, wrap(name, nameWidth, kSmall, 3).length);
  const step = Math.max(kStep, mostLines * kSmall * kLineHeight + 3);

  const panels = layPanels(spec.panels, {left: 4, right: frame.width - 4, top: 4, least: 290, height: 2 * step, below: 0, most: 3});
  let svg = panels.svg;
  panels.cells.forEach((cell, i) => {
    const panel = spec.panels[i];
    const left = cell.left + nameWidth + 8;
    const right = cell.right - wordsWidth - 8;
    const range = extent(covered(panel.all).concat(covered(panel.bad)), true);
    const x = scale(range.low, range.high, left, right);
    [panel.all, panel.bad].forEach((estimate, k) => {
      const middle = cell.top + step * (k + 0.5);
      const value = drawn(estimate.value);
      const name = wrap(spec.names[k], nameWidth, kSmall, 3);
      const words = wrap(says[i][k], wordsWidth, kSmall, 3, k === 1 ? "bold" : "regular");
      const first = (lines: string[]): number =>
        middle - ((lines.length - 1) * kSmall * kLineHeight) / 2 - kSmall * 0.595 + kSmall * kAscent;
      svg += block("note", cell.left, first(name), name, kSmall, "start", "regular", spec.names[k]);
      svg += block(
        k === 1 ? "says chosen" : "says",
        right + 8,
        first(words),
        words,
        kSmall,
        "start",
        k === 1 ? "bold" : "regular",
        says[i][k],
      );
      let shapes = hit(cell.left, middle - step / 2, cell.right - cell.left, step);
      if (value === null) shapes += missing(x.at(0), middle, right);
      else
        shapes +=
          bar(k === 1 ? "bar chosen" : "bar", x.at(0), x.at(value), middle - kThick / 2, kThick) +
          errorAcross(estimate, x, middle, "error");
      svg += mark(panel.label + ", " + spec.names[k] + ": " + says[i][k], shapes);
    });
    svg += line("zero", x.at(0), cell.top - 1, x.at(0), cell.bottom + 1);
  });
  return picture("contrast", spec, frame, panels.bottom + 4, svg);
}
