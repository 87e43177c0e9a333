// From numbers to pixels: straight scales that bear any finite numbers, round ticks, and positions in time.

import {finite} from "./spec";

export interface Scale {
  low: number;
  high: number;
  from: number;
  to: number;
  /** The pixel of a number, held between the ends of the range. */
  at: (value: number) => number;
}

/** From numbers between low and high to pixels between `from` and `to`. Halved before they are subtracted, so that nothing overflows. */
export function scale(low: number, high: number, from: number, to: number): Scale {
  const span = high / 2 - low / 2;
  const at = (value: number): number => {
    if (span === 0) return (from + to) / 2;
    const part = (value / 2 - low / 2) / span;
    return from + (to - from) * Math.max(0, Math.min(1, part));
  };
  return {low, high, from, to, at};
}

export interface Extent {
  low: number;
  high: number;
}

/** What a scale has to cover: all the numbers, and zero if it belongs to the measure. Never empty: equal numbers get room around them. */
export function extent(values: (number | null | undefined)[], zero: boolean): Extent {
  const numbers = finite(values);
  let low = zero ? 0 : Infinity;
  let high = zero ? 0 : -Infinity;
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  if (low > high) return {low: 0, high: 1};
  if (low < high) return {low, high};
  if (low === 0) return {low: 0, high: 1};
  return {low: low - Math.abs(low) / 2, high: high + Math.abs(high) / 2};
}

/** The distance between ticks: 1, 2 or 5 times a power of ten. Kept as whole numbers, so that ticks are exact decimals. */
interface Step {
  digit: number;
  exponent: number;
}

/** Exactly digits × 10^exponent, the nearest double: what a literal of the same digits is. */
function decimal(digits: number, exponent: number): number {
  return digits === 0 ? 0 : Number(digits + "e" + exponent);
}

/** The step that cuts the extent into about so many parts, as d3-array's ticks does. Without Math.log10, which some engines lack. */
function stepOf(range: Extent, numTicks: number): Step {
  const wanted = (range.high / 2 - range.low / 2) / (numTicks / 2);
  let exponent = Math.floor(Math.log(wanted) / Math.LN10);
  while (decimal(1, exponent + 1) <= wanted) exponent++;
  while (decimal(1, exponent) > wanted) exponent--;
  const rest = wanted / decimal(1, exponent);
  if (rest >= Math.sqrt(50)) return {digit: 1, exponent: exponent + 1};
  return {digit: rest >= Math.sqrt(10) ? 5 : rest >= Math.sqrt(2) ? 2 : 1, exponent};
}

export interface Rounded extends Extent {
  /** Round numbers from one end to the other, both included. */
  ticks: number[];
}

/** The extent widened by less than a step at each end, so that both ends are round, with about so many steps between them. */
export function rounded(range: Extent, numTicks: number): Rounded {
  const {digit, exponent} = stepOf(range, Math.max(1, numTicks));
  const size = decimal(digit, exponent);
  const first = Math.floor(range.low / size);
  const last = Math.ceil(range.high / size);
  const ticks: number[] = [];
  for (let i = 0; i <= Math.min(last - first, 50); i++) ticks.push(decimal((first + i) * digit, exponent));
  const low = decimal(first * digit, exponent);
  const high = decimal(last * digit, exponent);
  // Numbers so near to each other that a step is lost in their digits have no round numbers between them.
  return isFinite(low) && isFinite(high) && low < high && ticks[ticks.length - 1] === high
    ? {low, high, ticks}
    : {...range, ticks: [range.low, range.high]};
}

/** Months since the year 0 of a date like "2026-01"; null if it is none. */
export function monthOf(date: string): number | null {
  const found = /^(\d{1,4})-(\d{1,2})/.exec(date);
  return found === null ? null : Number(found[1]) * 12 + Number(found[2]) - 1;
}

const kMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A date in words: "January 2026"; as it stands if it is none. */
export function dateInWords(date: string): string {
  const month = monthOf(date);
  return month === null ? date : kMonths[month % 12] + " " + Math.floor(month / 12);
}
