// How a number is shown to a reader: with its unit, at most three significant digits, and only as many as its error bears. The
// rules are in docs/results.md ("How numbers are shown"); docs/number-cases.json holds this writer and the program's to them.
// ± is two standard errors.
import type {Estimate, Maybe} from "./results";

const kErrorsShown = 2;
const kMostDigits = 3;
const kScientificFrom = 15;
const kScientificBelow = -6;    // powers of ten
const kNotKnown = "not known";

// What a number is a number of: unit "$", "$/year", "h100h/month", ""; display "%" or anything else.
export interface Kind {
  unit: string;
  display?: string;
}

export const kMoney: Kind = {unit: "$"};
export const kPlain: Kind = {unit: ""};
export const kPercent: Kind = {unit: "", display: "%"};

export function estimate(value: Maybe | undefined, se: Maybe | undefined): Estimate {
  return {value: value === undefined ? null : value, se: se === undefined ? 0 : se};
}

export function exact(value: Maybe | undefined): Estimate {
  return estimate(value, 0);
}

export function finite(value: Maybe | undefined): value is number {
  return typeof value === "number" && isFinite(value);
}

// An estimate with NaN where the JSON has null.
interface Number2 {
  value: number;
  se: number;
}

function plain(x: Estimate, scale = 1): Number2 {
  return {value: finite(x.value) ? x.value * scale : NaN, se: finite(x.se) ? x.se * scale : NaN};
}

// A positive number as decimal digits: d.ddd times ten to the exponent.
interface Decimal {
  digits: string;
  exponent: number;
}

// `value` > 0 rounded to `count` digits, ties away from zero. toExponential gives 21 exact digits, more than a tie can hide behind.
function rounded(value: number, count: number): Decimal {
  const text = value.toExponential(20);
  const e = text.indexOf("e");
  const all = text.charAt(0) + text.substring(2, e);
  let exponent = parseInt(text.substring(e + 1), 10);    // not every engine takes the + of e+3
  const digits = all.substring(0, count).split("");
  if (all.charAt(count) >= "5") {
    let i = count - 1;
    while (i >= 0 && digits[i] === "9") digits[i--] = "0";
    if (i >= 0) {
      digits[i] = String(Number(digits[i]) + 1);
    } else {
      // 9.96 to the first place after the point is 10.0: a digit more, where there may be one.
      digits.unshift("1");
      if (count >= kMostDigits) digits.pop();
      ++exponent;
    }
  }
  return {digits: digits.join(""), exponent};
}

function halfWidth(x: Number2): number {
  return kErrorsShown * x.se;
}

function aboutZero(x: Number2): boolean {
  return x.se > 0 && halfWidth(x) >= Math.abs(x.value);
}

// The power of ten of the last digit that an error of `width` bears.
function lastPlaceOf(width: number): number {
  const first = rounded(width, 17);
  return first.digits.charAt(0) === "1" ? first.exponent - 1 : first.exponent;
}

function digitsBorne(x: Number2): number {
  if (!isFinite(x.se)) return 1;
  if (x.se <= 0) return kMostDigits;
  const exponent = rounded(Math.abs(x.value), 17).exponent;
  return Math.max(1, Math.min(kMostDigits, exponent - lastPlaceOf(halfWidth(x)) + 1));
}

type Form = "plain" | "money" | "percent" | "other";

// A quantity's digits, and the power of ten whose word it is shown with.
interface Shown {
  decimal: Decimal;
  magnitude: number;
  scientific: boolean;
}

function shown(value: number, digits: number, form: Form): Shown {
  const decimal = rounded(value, digits);
  const exponent = decimal.exponent;
  const scientific = exponent >= kScientificFrom || exponent < kScientificBelow;
  if (scientific || form === "percent") return {decimal, magnitude: 0, scientific};
  const magnitude = exponent >= 12 ? 12 : exponent >= 9 ? 9 : exponent >= 6 ? 6 : exponent >= 3 && form === "money" ? 3 : 0;
  return {decimal, magnitude, scientific};
}

function magnitudeWord(magnitude: number): string {
  return magnitude === 12 ? "tn" : magnitude === 9 ? "bn" : magnitude === 6 ? "m" : magnitude === 3 ? "k" : "";
}

// 1234567 as 1,234,567. No regular expression: the interpreter's looks ahead wrongly.
export function withSeparators(whole: string): string {
  let text = whole;
  for (let i = whole.length - 3; i > 0; i -= 3) text = text.substring(0, i) + "," + text.substring(i);
  return text;
}

function withoutEndZeros(text: string): string {
  return text.indexOf(".") < 0 ? text : text.replace(/0+$/, "").replace(/\.$/, "");
}

function zeros(count: number): string {
  return new Array(Math.max(0, count) + 1).join("0");
}

// `decimal` times ten to `shift`, in plain digits.
function plainDigits(decimal: Decimal, shift: number, isExact: boolean): string {
  const point = decimal.exponent + shift + 1;    // digits before the decimal point
  let whole = "0";
  let part: string;
  if (point <= 0) {
    part = zeros(-point) + decimal.digits;
  } else {
    const digits = decimal.digits + zeros(point - decimal.digits.length);
    whole = digits.substring(0, point);
    part = digits.substring(point);
  }
  const text = withSeparators(whole) + (part === "" ? "" : "." + part);
  return isExact ? withoutEndZeros(text) : text;
}

function textOf(s: Shown, isExact: boolean): string {
  if (s.scientific) {
    const digits = s.decimal.digits;
    const mantissa = digits.charAt(0) + (digits.length > 1 ? "." + digits.substring(1) : "");
    return (isExact ? withoutEndZeros(mantissa) : mantissa) + "e" + s.decimal.exponent;
  }
  return plainDigits(s.decimal, -s.magnitude, isExact) + magnitudeWord(s.magnitude);
}

// What stands after the number: " a year", " h100h/month", "/h100h".
function unitAfter(unit: string, money: boolean, one: boolean): string {
  if (unit === "") return "";
  if (money && (unit === "/year" || unit === "/month" || unit === "/quarter" || unit === "/share")) return " a " + unit.substring(1);
  if (money) return unit;
  const counted = unit === "share" || unit === "year" || unit === "month" || unit === "day";
  return " " + unit + (counted && !one ? "s" : "");
}

// How a quantity of one kind is put into words.
class Words {
  constructor(
    readonly form: Form,
    readonly before: string,
    readonly afterUnit: string,
    readonly scale: number,
  ) {}

  withoutUnit(digits: string): string {
    return this.before + digits + (this.form === "percent" ? "%" : "");
  }
  unit(digits: string): string {
    return unitAfter(this.afterUnit, this.form === "money", digits === "1");
  }
  dressed(digits: string): string {
    return this.withoutUnit(digits) + this.unit(digits);
  }
}

function wordsOf(kind: Kind, sign: string): Words {
  for (const prefix of [sign, "$"]) {
    if (prefix !== "" && kind.unit.substring(0, prefix.length) === prefix)
      return new Words("money", sign, kind.unit.substring(prefix.length), 1);
  }
  if (kind.unit === "" && kind.display !== undefined && kind.display.indexOf("%") >= 0) return new Words("percent", "", "", 100);
  return new Words(kind.unit === "" ? "plain" : "other", "", kind.unit, 1);
}

// The digits of x without its sign; x is not 0, finite, and not about 0.
function sizeDigits(x: Number2, form: Form): string {
  return textOf(shown(Math.abs(x.value), digitsBorne(x), form), x.se === 0);
}

// The digits of ±, in the magnitude and to the last place of the number as it is shown, and at least one of that place.
function errorDigits(x: Number2, form: Form): string {
  const number = shown(Math.abs(x.value), digitsBorne(x), form);
  const width = halfWidth(x);
  if (number.scientific) return textOf(shown(width, 1, form), true);
  const place = number.decimal.exponent - number.decimal.digits.length + 1;
  const steps = Math.max(1, Math.floor(width / Math.pow(10, place) + 0.5));
  const decimal = rounded(steps, rounded(steps, 17).exponent + 1);
  decimal.exponent += place;
  return plainDigits(decimal, -number.magnitude, false) + magnitudeWord(number.magnitude);
}

// "$1.2bn ± $0.3bn a year".
function withPlusMinus(x: Number2, words: Words): string {
  const digits = sizeDigits(x, words.form);
  const error = isFinite(x.se) ? words.withoutUnit(errorDigits(x, words.form)) : kNotKnown;
  return (x.value < 0 ? "-" : "") + words.withoutUnit(digits) + " ± " + error + words.unit(digits);
}

// Two digits when the first is 1, else one.
function widthText(width: number, words: Words): string {
  if (!isFinite(width)) return kNotKnown;
  if (width <= 0) return words.dressed("0");
  const digits = rounded(width, 17).digits.charAt(0) === "1" ? 2 : 1;
  return words.dressed(textOf(shown(width, digits, words.form), true));
}

// Whether the effect is larger than its ±. An exact number is sure unless it is 0.
export function sure(given: Estimate): boolean {
  const x = plain(given);
  return isFinite(x.value) && isFinite(x.se) && Math.abs(x.value) > halfWidth(x);
}

export class NumberText {
  constructor(readonly sign = "$") {}

  // $1.2bn; "about 0"
  number(given: Estimate, kind: Kind): string {
    const words = wordsOf(kind, this.sign);
    const x = plain(given, words.scale);
    if (!isFinite(x.value)) return kNotKnown;
    if (aboutZero(x)) return "about 0";
    if (x.value === 0) return words.dressed("0");
    return (x.value < 0 ? "-" : "") + words.dressed(sizeDigits(x, words.form));
  }

  // 890m, where the unit has been said
  withoutUnit(given: Estimate, kind: Kind): string {
    const words = wordsOf(kind, this.sign);
    const x = plain(given, words.scale);
    if (!isFinite(x.value) || aboutZero(x)) return this.number(given, kind);
    return (x.value < 0 ? "-" : "") + words.withoutUnit(x.value === 0 ? "0" : sizeDigits(x, words.form));
  }

  // $1.2bn ± $0.3bn; "about 0, give or take $50m"
  withError(given: Estimate, kind: Kind): string {
    const words = wordsOf(kind, this.sign);
    const x = plain(given, words.scale);
    if (!isFinite(x.value) || x.se === 0) return this.number(given, kind);
    if (aboutZero(x)) return "about 0, give or take " + widthText(halfWidth(x), words);
    return withPlusMinus(x, words);
  }

  // +$1.2bn
  difference(x: Estimate, kind: Kind): string {
    return this.plus(x) + this.number(x, kind);
  }

  differenceWithError(x: Estimate, kind: Kind): string {
    return this.plus(x) + this.withError(x, kind);
  }

  // $1.1bn to $9.8bn
  range(low: Estimate, high: Estimate, kind: Kind): string {
    return this.number(low, kind) + " to " + this.number(high, kind);
  }

  // ± alone, at most two digits: $50m
  error(x: Estimate, kind: Kind): string {
    const words = wordsOf(kind, this.sign);
    return widthText(halfWidth(plain(x)) * words.scale, words);
  }

  // Parts of 1 as cents of a unit of money: "31 cents".
  cents(part: Estimate): string {
    const digits = this.number(scaled(part, 100), kPlain);
    const word = this.sign === "£" ? "pence" : digits === "1" || digits === "-1" ? "cent" : "cents";
    return digits === kNotKnown ? digits : digits + " " + word;
  }

  // "31 ± 2 cents"
  centsWithError(part: Estimate): string {
    const x = plain(part, 100);
    if (!isFinite(x.value) || x.se === 0) return this.cents(part);
    const word = this.sign === "£" ? " pence" : " cents";
    const words = wordsOf(kPlain, this.sign);
    if (aboutZero(x)) return "about 0" + word + ", give or take " + widthText(halfWidth(x), words);
    return withPlusMinus(x, words) + word;
  }

  // "dollar", "euro", …: what the cents are of.
  currencyWord(): string {
    if (this.sign === "€") return "euro";
    if (this.sign === "£") return "pound";
    if (this.sign === "" || this.sign.charAt(this.sign.length - 1) === "$") return "dollar";
    return this.sign + "1";
  }

  // A chance as so many of 100: "24", "0.4", "about 0".
  in100(chance: Estimate): string {
    return this.number(scaled(chance, 100), kPlain);
  }

  private plus(given: Estimate): string {
    const x = plain(given);
    return isFinite(x.value) && x.value > 0 && !aboutZero(x) ? "+" : "";
  }
}

export function scaled(x: Estimate, by: number): Estimate {
  return {value: finite(x.value) ? x.value * by : null, se: finite(x.se) ? x.se * by : null};
}

export function withoutSign(x: Estimate): Estimate {
  return {value: finite(x.value) ? Math.abs(x.value) : x.value, se: x.se};
}
