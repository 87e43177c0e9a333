// Numbers as readers see them: the cases that every writer of reports is held to, then what the cases cannot say.
import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {type Kind, NumberText, estimate, sure} from "../../src/number_text";

interface Case {
  value: number | null;
  se: number | null;
  unit?: string;
  display?: string;
  sign?: string;
  text: string;
}

const cases: Record<string, Case[]> = JSON.parse(readFileSync(new URL("../../../docs/number-cases.json", import.meta.url), "utf8"));

function textOf(what: string, c: Case): string {
  const text = new NumberText(c.sign ?? "$");
  const x = estimate(c.value, c.se);
  const kind: Kind = {unit: c.unit ?? "", display: c.display ?? ""};
  switch (what) {
    case "number": return text.number(x, kind);
    case "with_error": return text.withError(x, kind);
    case "difference": return text.difference(x, kind);
    case "difference_with_error": return text.differenceWithError(x, kind);
    case "cents": return text.cents(x);
    case "cents_with_error": return text.centsWithError(x);
    case "in_100": return text.in100(x);
    default: throw new Error("unknown kind of case " + what);
  }
}

describe("the shared cases", () => {
  let count = 0;
  for (const what of Object.keys(cases)) {
    for (const c of cases[what]) {
      ++count;
      it(`${what} of ${c.value} ± 2 × ${c.se} ${c.unit ?? ""} is ${c.text}`, () => expect(textOf(what, c)).toBe(c.text));
    }
  }
  it("are there", () => expect(count).toBeGreaterThanOrEqual(40));
});

describe("what the cases do not say", () => {
  const text = new NumberText("$");
  it("what cannot be said is never NaN", () => {
    expect(text.number(estimate(null, 0), {unit: "$"})).toBe("not known");
    expect(text.withError(estimate(null, null), {unit: "$"})).toBe("not known");
    expect(text.withError(estimate(5, null), {unit: ""})).toBe("5 ± not known");
    expect(text.cents(estimate(null, 0))).toBe("not known");
    expect(sure(estimate(null, 0))).toBe(false);
    expect(sure(estimate(1, null))).toBe(false);
  });
  it("an effect is sure when it is larger than its two standard errors", () => {
    expect(sure(estimate(2.1, 1))).toBe(true);
    expect(sure(estimate(2, 1))).toBe(false);
    expect(sure(estimate(-2.1, 1))).toBe(true);
    expect(sure(estimate(0, 0))).toBe(false);
  });
  it("other currencies", () => {
    expect(new NumberText("€").number(estimate(2e6, 0), {unit: "$"})).toBe("€2m");
    expect(new NumberText("€").number(estimate(2e6, 0), {unit: "€/year"})).toBe("€2m a year");
    expect(new NumberText("€").currencyWord()).toBe("euro");
    expect(new NumberText("£").cents(estimate(0.31, 0))).toBe("31 pence");
  });
  it("never shows more than three digits, or a digit finer than the error bears", () => {
    for (let i = -8; i < 20; ++i) {
      for (const part of [0, 1e-6, 1e-3, 0.004, 0.03, 0.2, 0.45]) {
        const value = 1.2345678 * Math.pow(10, i);
        const shown = text.number(estimate(value, value * part), {unit: ""}).replace(/e.*/, "");
        const digits = shown.replace(/[^0-9]/g, "").replace(/^0+/, "").replace(/0+$/, "").length;
        const places = Math.floor(Math.log10(1.2345678)) - Math.floor(Math.log10(2 * 1.2345678 * part)) + 1;    // of the error's first digit
        expect(digits, shown).toBeLessThanOrEqual(Math.min(3, part === 0 ? 3 : places + 1));
      }
    }
  });
});
