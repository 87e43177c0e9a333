// Lines and bands through points of which some are missing: they break where a number is not known.

import {drawn} from "./spec";

export interface Point {
  x: number;
  /** The numbers at this place, all known. */
  values: number[];
}

/** The stretches over which all of the columns are known, in order. */
export function runs(xs: number[], columns: (number | null | undefined)[][]): Point[][] {
  const result: Point[][] = [];
  let current: Point[] = [];
  for (let i = 0; i < xs.length; i++) {
    const values: number[] = [];
    for (const column of columns) {
      const value = drawn(i < column.length ? column[i] : null);
      if (value !== null) values.push(value);
    }
    if (values.length === columns.length) {
      current.push({x: xs[i], values});
    } else if (current.length > 0) {
      result.push(current);
      current = [];
    }
  }
  if (current.length > 0) result.push(current);
  return result;
}

/** The last place at which a column is known; null if there is none. */
export function lastKnown(column: (number | null | undefined)[], count: number): {index: number; value: number} | null {
  for (let i = Math.min(count, column.length) - 1; i >= 0; i--) {
    const value = drawn(column[i]);
    if (value !== null) return {index: i, value};
  }
  return null;
}
