// Who cannot pay, and when: the chance of a default in each year as columns, a panel for each structure or party, all on one scale.

import {axisBelow, axisBeside, held, kAxisBelow, rules, upright} from "./axis";
import {covered, errorUpright} from "./error_bar";
import {blockHeight} from "./labels";
import {Heading, layPanels} from "./panels";
import {drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {block, hit, line, mark, picture, rect, sentence, settled, text} from "./svg";
import {kAscent, kSmall, textWidth, wrap} from "./text";

export interface FailuresPanel extends Heading {
  /** One for each of `years`. */
  byYear: Estimate[];
}

export interface FailuresSpec extends Words {
  years: number[];
  panels: FailuresPanel[];
  unit?: string;
  format: Format;
  say: Say;
}

export function failures(spec: FailuresSpec, given: Frame): string {
  const frame = settled(given);
  if (spec.panels.length === 0 || spec.years.length === 0) return sentence("failures", spec, frame, kNothing);

  const values: number[] = [];
  for (const panel of spec.panels)
    for (const estimate of panel.byYear) for (const value of covered(estimate)) values.push(Math.max(0, value));
  const unit = spec.unit === undefined || spec.unit === "" ? [] : wrap(spec.unit, frame.width - 8, kSmall, 2);
  let svg = block("axis-words", 4, 4 + kSmall * kAscent, unit, kSmall, "start", "regular", spec.unit);
  const top = 4 + (unit.length === 0 ? 0 : blockHeight(unit.length, kSmall) + 8);
  const rough = upright(values, true, 120, 16, spec.format, frame.width * 0.2);
  const left = rough.width + 10;
  const least = Math.max(150, spec.years.length * 14);
  const panels = layPanels(spec.panels, {left, right: frame.width - 4, top, least, height: 120, below: kAxisBelow, most: 5});
  svg += panels.svg;
  panels.cells.forEach((cell, p) => {
    const panel = spec.panels[p];
    // Above the highest there is room for its number.
    const y = upright(values, true, cell.bottom, cell.top + 16, spec.format, frame.width * 0.2);
    const step = (cell.right - cell.left) / spec.years.length;
    const width = Math.min(36, step * 0.72);
    svg += cell.first ? axisBeside(y, cell.left, cell.right) : rules(y, cell.left, cell.right);
    const places: number[] = [];
    let highest = -1;
    let peak = 0;
    for (let i = 0; i < spec.years.length; i++) {
      places.push(cell.left + step * (i + 0.5));
      const value = i < panel.byYear.length ? drawn(panel.byYear[i].value) : null;
      if (value !== null && value > peak) {
        peak = value;
        highest = i;
      }
    }
    for (let i = 0; i < spec.years.length; i++) {
      const estimate = i < panel.byYear.length ? panel.byYear[i] : {value: null, se: null};
      const value = drawn(estimate.value);
      const x = places[i];
      let shapes = hit(x - step / 2, cell.top, step, cell.bottom - cell.top);
      if (value === null) {
        shapes += line("missing", x - width / 2, cell.bottom - 2, x + width / 2, cell.bottom - 2);
      } else {
        const at = y.scale.at(value);
        shapes +=
          rect(panel.chosen ? "bar chosen" : "bar", x - width / 2, at, width, cell.bottom - at) +
          errorUpright(estimate, y.scale, x, "error");
      }
      svg += mark((panel.label === "" ? "" : panel.label + ", ") + spec.years[i] + ": " + said(estimate, spec.say), shapes);
    }
    if (highest >= 0) {
      const words = said(panel.byYear[highest], spec.say);
      const reachTop = y.scale.at(covered(panel.byYear[highest])[covered(panel.byYear[highest]).length - 1]);
      const wide = textWidth(words, kSmall, "bold");
      if (wide <= cell.right - cell.left) {
        const x = held(places[highest], wide, cell.left, cell.right);
        svg += text(
          panel.chosen ? "says chosen halo" : "says halo",
          x,
          Math.max(cell.top + kSmall * kAscent - 4, reachTop - 4),
          words,
          kSmall,
          "middle",
          "bold",
        );
      }
    }
    svg += axisBelow(
      spec.years.map((year) => String(year)),
      places,
      cell.left,
      cell.right,
      cell.bottom,
    );
  });
  return picture("failures", spec, frame, panels.bottom + 2, svg);
}
