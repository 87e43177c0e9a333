// Parts of a whole over the years: a column for each year, cut by who has the part; names at the right end.

import {axisBelow, axisBeside, kAxisBelow} from "./axis";
import {EndLabel, endLabels, measureEndLabels} from "./end_labels";
import {blockHeight} from "./labels";
import {scale} from "./scale";
import {drawn, Format, Frame, kNothing, shown, Words} from "./spec";
import {block, hit, mark, picture, rect, sentence, settled, text} from "./svg";
import {kAscent, kSmall, textWidth, wrap} from "./text";

export interface Share {
  label: string;
  /** Parts of 1, one for each of `years`. */
  byYear: (number | null)[];
  /** In the accent; the others are greys. */
  chosen?: boolean;
}

export interface StackedSharesSpec extends Words {
  years: number[];
  /** From the bottom up. */
  shares: Share[];
  unit?: string;
  format: Format;
}

const kTones = 5;

export function stackedShares(spec: StackedSharesSpec, given: Frame): string {
  const frame = settled(given);
  const count = spec.years.length;
  const part = (share: Share, i: number): number => {
    const value = drawn(i < share.byYear.length ? share.byYear[i] : null);
    return value === null || value < 0 ? 0 : value;
  };
  // The heights are parts of what is known in a year, so that a column is never taller than the whole.
  const totals: number[] = [];
  let last = -1;
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (const share of spec.shares) total += Math.min(part(share, i), 1e9);
    totals.push(Math.max(1, total));
    if (total > 0) last = i;
  }
  if (last < 0) return sentence("stacked-shares", spec, frame, kNothing);

  const mostWords = frame.width * 0.32;
  const named = spec.shares.filter((share) => part(share, last) > 0);
  const labels = measureEndLabels(
    named.map((share) => ({words: share.label + " " + shown(share.byYear[last], spec.format), weight: share.chosen ? "bold" : "regular"})),
    mostWords,
    2,
  );
  const unit = spec.unit === undefined || spec.unit === "" ? [] : wrap(spec.unit, frame.width - 8, kSmall, 2);
  let svg = block("axis-words", 4, 4 + kSmall * kAscent, unit, kSmall, "start", "regular", spec.unit);
  const top = 12 + (unit.length === 0 ? 0 : blockHeight(unit.length, kSmall) + 4);
  const height = Math.max(Math.min(260, Math.max(180, frame.width * 0.32)), labels.height - 12);
  const bottom = top + height;
  const y = scale(0, 1, bottom, top);
  const ticks = [0, 0.5, 1].map((value) => ({value, label: spec.format(value)}));
  let axisWidth = 0;
  for (const tick of ticks) axisWidth = Math.max(axisWidth, textWidth(tick.label, kSmall));
  axisWidth = Math.min(axisWidth, frame.width * 0.2);
  const left = axisWidth + 10;
  const right = frame.width - 4 - labels.width;
  svg += axisBeside({scale: y, ticks, width: axisWidth}, left, right);

  const step = (right - left) / count;
  const width = Math.max(1, step - Math.min(6, step * 0.2));
  const places: number[] = [];
  const ended: EndLabel[] = [];
  let grey = 0;
  const kinds = spec.shares.map((share) => (share.chosen ? "share chosen" : "share tone-" + (1 + (grey++ % kTones))));
  for (let i = 0; i < count; i++) {
    const x = left + step * (i + 0.5);
    places.push(x);
    let below = 0;
    spec.shares.forEach((share, k) => {
      const value = Math.min(part(share, i), 1e9) / totals[i];
      if (value <= 0) return;
      const from = y.at(below);
      const to = y.at(Math.min(1, below + value));
      below += value;
      const words = shown(share.byYear[i], spec.format);
      svg += mark(
        share.label + ", " + spec.years[i] + ": " + words,
        rect(kinds[k], x - width / 2, to, width, from - to),
        hit(x - step / 2, to, step, from - to),
      );
      // The number stands in its part where that is large enough.
      if (from - to >= kSmall * 1.5 && textWidth(words, kSmall) <= width - 4 && i !== last) {
        svg += text(
          share.chosen ? "in-share chosen" : kinds[k].replace("share ", "in-share "),
          x,
          (from + to) / 2 + kSmall * 0.35,
          words,
          kSmall,
          "middle",
        );
      }
      if (i === last) {
        ended.push({
          y: (from + to) / 2,
          words: share.label + " " + words,
          weight: share.chosen ? "bold" : "regular",
          kind: share.chosen ? "name chosen" : "name",
        });
      }
    });
  }
  svg += endLabels(ended, left + step * (last + 1) - (step - width) / 2, top - 8, bottom + 8, mostWords, 2);
  svg += axisBelow(
    spec.years.map((year) => String(year)),
    places,
    0,
    right,
    bottom,
  );
  return picture("stacked-shares", spec, frame, bottom + kAxisBelow + 2, svg);
}
