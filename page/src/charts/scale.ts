// From numbers to pixels: straight scales that bear any finite numbers, round ticks, and positions in time.

import {nice, ticks} from "d3-array";
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

/** The extent with its ends at round numbers. */
export function rounded(range: Extent, numTicks: number): Extent {
  const [low, high] = nice(range.low, range.high, numTicks);
  return isFinite(low) && isFinite(high) && low < high ? {low, high} : range;
}

/** About so many round numbers between the ends. */
export function tickValues(low: number, high: number, numTicks: number): number[] {
  return finite(ticks(low, high, Math.max(1, numTicks)));
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
