// Where labels stand. Three tools: boxes that know each other (a label is placed only where it touches none), spreading labels along a
// line (those at the right end of curves), and margins measured from the text.

import {Anchor} from "./svg";
import {kAscent, kDescent, kLineHeight, Weight, widest} from "./text";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function overlap(a: Box, b: Box, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}

export function inside(a: Box, b: Box): boolean {
  return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
}

/** The height of lines of text, from the top of the first to the bottom of the last. */
export function blockHeight(numLines: number, size: number): number {
  return numLines === 0 ? 0 : size * (kAscent + kDescent + (numLines - 1) * kLineHeight);
}

/** The box that lines of text fill when the first baseline is at y. */
export function textBox(x: number, y: number, lines: string[], size: number, anchor?: Anchor, weight?: Weight): Box {
  const width = widest(lines, size, weight);
  const left = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
  return {x: left, y: y - size * kAscent, width, height: blockHeight(lines.length, size)};
}

/** Boxes that keep clear of each other within bounds. */
export class Clearing {
  private readonly taken_: Box[] = [];
  private last_ = 0;

  constructor(
    private readonly bounds_: Box,
    private readonly gap_: number,
  ) {}

  /** What labels must not touch: a disc, a line's end, another label. */
  take(box: Box): void {
    this.taken_.push(box);
  }

  free(box: Box): boolean {
    if (!inside(box, this.bounds_)) return false;
    const taken = this.taken_;
    if (taken.length === 0) return true;
    // What was in the way of the last box is the likeliest to be in the way of the next.
    if (overlap(box, taken[this.last_], this.gap_)) return false;
    for (let i = 0; i < taken.length; i++) {
      if (overlap(box, taken[i], this.gap_)) {
        this.last_ = i;
        return false;
      }
    }
    return true;
  }

  /** Takes the first of the boxes that is free and returns its position among them, -1 if none is. */
  first(boxes: Box[]): number {
    for (let i = 0; i < boxes.length; i++) {
      if (this.free(boxes[i])) {
        this.take(boxes[i]);
        return i;
      }
    }
    return -1;
  }
}

/** The room that labels of these heights need along a line. */
export function room(heights: number[], gap: number): number {
  let sum = Math.max(0, heights.length - 1) * gap;
  for (const height of heights) sum += height;
  return sum;
}

/**
 * Centres for labels along a line: none nearer than their heights and the gap allow, all between low and high, in the order of what was
 * wanted, and moved as little as possible (least squares: pool adjacent violators; Ayer et al. 1955). Needs `room` ≤ high − low; with
 * less room they start at low and run past high.
 */
export function spread(wanted: number[], heights: number[], low: number, high: number, gap: number): number[] {
  const order: number[] = [];
  for (let i = 0; i < wanted.length; i++) order.push(i);
  order.sort((a, b) => wanted[a] - wanted[b] || a - b);

  // With the distances that must lie between them taken off, the order is all that is left to keep.
  const offset: number[] = [];
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    sum += k === 0 ? 0 : heights[order[k - 1]] / 2 + gap + heights[order[k]] / 2;
    offset.push(sum);
  }
  const mean: number[] = [];
  const count: number[] = [];
  for (let k = 0; k < order.length; k++) {
    mean.push(wanted[order[k]] - offset[k]);
    count.push(1);
    while (mean.length > 1 && mean[mean.length - 2] > mean[mean.length - 1]) {
      const m = mean.pop() as number;
      const c = count.pop() as number;
      const last = mean.length - 1;
      mean[last] = (mean[last] * count[last] + m * c) / (count[last] + c);
      count[last] += c;
    }
  }
  const result: number[] = wanted.slice();
  if (order.length === 0) return result;
  const lowest = low + heights[order[0]] / 2;
  const highest = high - heights[order[order.length - 1]] / 2 - sum;
  let k = 0;
  for (let b = 0; b < mean.length; b++) {
    const at = Math.max(lowest, Math.min(highest, mean[b]));
    for (let i = 0; i < count[b]; i++, k++) result[order[k]] = at + offset[k];
  }
  return result;
}
