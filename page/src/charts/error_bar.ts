// How an error is drawn: a thin line two standard errors long each way, with short ends.

import {Scale} from "./scale";
import {drawn, Estimate, reach} from "./spec";
import {line} from "./svg";

/** Along x; nothing where the number is not known or the error is too small to be seen. */
export function errorAcross(estimate: Estimate, x: Scale, y: number, kind: string): string {
  const value = drawn(estimate.value);
  const half = reach(estimate);
  if (value === null || half === 0) return "";
  const from = x.at(value - half);
  const to = x.at(value + half);
  if (to - from < 1) return "";
  return line(kind, from, y, to, y) + line(kind, from, y - 3, from, y + 3) + line(kind, to, y - 3, to, y + 3);
}

/** Along y. */
export function errorUpright(estimate: Estimate, y: Scale, x: number, kind: string): string {
  const value = drawn(estimate.value);
  const half = reach(estimate);
  if (value === null || half === 0) return "";
  const from = y.at(value - half);
  const to = y.at(value + half);
  if (from - to < 1) return "";
  return line(kind, x, from, x, to) + line(kind, x - 3, from, x + 3, from) + line(kind, x - 3, to, x + 3, to);
}

/** A number that is not known: a short dashed line where its bar would start, between the ends of the plot. */
export function missing(x: number, y: number, right: number): string {
  const from = Math.min(x, right - 12);
  return line("missing", from, y, from + 12, y);
}

/** The numbers that a scale must cover for an estimate to be drawn with its error. */
export function covered(estimate: Estimate): number[] {
  const value = drawn(estimate.value);
  if (value === null) return [];
  const half = reach(estimate);
  return half === 0 ? [value] : [value - half, value + half];
}
