// What all charts have in common: the frame that a chart is drawn for, the words that every chart carries, and numbers with their errors.
//
// A chart is a pure function from a spec and a frame to one <svg> as text. Rules that hold for all of them, each with a test:
//  1. Same spec and frame, same text. Nothing depends on a clock, a locale, a document or a font: widths of text are estimated (text.ts).
//  2. Every coordinate is absolute, finite and rounded to two decimals; no transforms; nothing lies outside the viewBox.
//  3. Labels never overlap and are never cut: they wrap, shift, or end in "…" with the whole text in a <title>.
//  4. Text from the model is never markup.
//  5. Colour comes from classes alone (charts.css): one accent, and greys.
//  6. What carries a number is a `g.mark`: focusable, with the number in words in `data-tip` and `aria-label`.
//  7. Only what ECMAScript 5 has is called (no Map, Set, Number.isFinite, Array.prototype.find …), so that any small engine can run it.

/** Where a chart is drawn: width in CSS pixels (about 300 to 1200), and a prefix that makes the ids in it unique on its page. */
export interface Frame {
  width: number;
  id: string;
}

/** Words that stand in every chart for those who do not see it: the finding as a sentence, and what is drawn. */
export interface Words {
  title: string;
  description: string;
}

/** A number as an axis shows it: short, with its unit. Called with finite numbers only. */
export type Format = (value: number) => string;

/** An estimate in words, with no more digits than its standard error bears, as in docs/number-cases.json: `with_error` for most. */
export type Say = (value: number, standardError: number) => string;

/** A number with its standard error; null is a number that cannot be said. Bars drawn for errors are two standard errors long each way. */
export interface Estimate {
  value: number | null;
  se: number | null;
}

/** What stands over an axis: its measure and unit, or what lies on its two sides ("takes more", "gives back"). */
export interface AxisWords {
  title?: string;
  low?: string;
  high?: string;
}

export const kNotKnown = "not known";
export const kNothing = "Nothing to show.";

// Beyond these a number is drawn at the edge: so that no sum or difference of two of them overflows.
const kLargest = 1e300;
const kSmallest = 1e-300;

/** The number as it is drawn: null if it cannot be said, else finite and small enough to be subtracted and scaled safely. */
export function drawn(value: number | null | undefined): number | null {
  if (value === null || value === undefined || value !== value) return null;
  if (value > kLargest) return kLargest;
  if (value < -kLargest) return -kLargest;
  return Math.abs(value) < kSmallest ? 0 : value;
}

/** Half the length of an error bar: two standard errors; 0 where there is none. */
export function reach(estimate: Estimate): number {
  const se = drawn(estimate.se);
  return se === null ? 0 : 2 * Math.abs(se);
}

/** An estimate in words. */
export function said(estimate: Estimate, say: Say): string {
  const value = estimate.value;
  if (value === null || value === undefined || !isFinite(value)) return kNotKnown;
  const se = estimate.se;
  return say(value, se === null || se === undefined || !isFinite(se) ? 0 : se);
}

/** A number in words. */
export function shown(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined || !isFinite(value) ? kNotKnown : format(value);
}

/** The numbers that can be drawn. */
export function finite(values: (number | null | undefined)[]): number[] {
  const result: number[] = [];
  for (const value of values) {
    const number = drawn(value);
    if (number !== null) result.push(number);
  }
  return result;
}
