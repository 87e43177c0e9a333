// Names and numbers at the right end of lines: each as near to its line's end as the others allow, with a thin leader where it had to move.

import {blockHeight, room, spread} from "./labels";
import {block, line} from "./svg";
import {kAscent, kSmall, Weight, widest, wrap} from "./text";

export interface EndLabel {
  /** Where the line ends. */
  y: number;
  words: string;
  kind: string;
  weight?: Weight;
}

const kGap = 2;
const kLeader = 12;

export interface EndLabels {
  /** The room that they need to the right of the line's end. */
  width: number;
  /** The height that they need. */
  height: number;
}

function broken(labels: {words: string; weight?: Weight}[], most: number, mostLines: number): string[][] {
  return labels.map((label) => wrap(label.words, most, kSmall, mostLines, label.weight));
}

/** What the labels need if they may be `most` wide: measured before the plot is laid out. */
export function measureEndLabels(labels: {words: string; weight?: Weight}[], most: number, mostLines: number): EndLabels {
  let width = 0;
  const heights: number[] = [];
  broken(labels, most, mostLines).forEach((lines, i) => {
    width = Math.max(width, widest(lines, kSmall, labels[i].weight));
    heights.push(blockHeight(lines.length, kSmall));
  });
  return {width: labels.length === 0 ? 0 : Math.ceil(width) + kLeader + 2, height: room(heights, kGap)};
}

/** Draws them to the right of x, between low and high. */
export function endLabels(labels: EndLabel[], x: number, low: number, high: number, most: number, mostLines: number): string {
  const lines = broken(labels, most, mostLines);
  const heights = lines.map((of) => blockHeight(of.length, kSmall));
  const centres = spread(
    labels.map((label) => label.y),
    heights,
    low,
    high,
    kGap,
  );
  let svg = "";
  for (let i = 0; i < labels.length; i++) {
    if (Math.abs(centres[i] - labels[i].y) > 2) svg += line("leader", x + 2, labels[i].y, x + kLeader - 2, centres[i]);
    const first = centres[i] - heights[i] / 2 + kSmall * kAscent;
    svg += block(labels[i].kind, x + kLeader, first, lines[i], kSmall, "start", labels[i].weight, labels[i].words);
  }
  return svg;
}
