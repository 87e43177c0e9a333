// A picture stands by itself: its style is inside, for programs that know no custom properties, and nothing of it lies outside.
import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {chartNames, renderChart} from "../../src/chart_list";
import {plainStyle} from "../../src/picture";
import type {Results} from "../../src/results";

const results = JSON.parse(readFileSync(new URL("../../../docs/results-example.json", import.meta.url), "utf8")) as Results;

describe("plainStyle", () => {
  it("puts the light page's values in, and leaves out the others", () => {
    const css = ":root { --a: #fff; --b: 1px solid #000; } @media print { :root { --a: red; } .x { color: var(--a); } } .y { fill: var(--a); border: var(--b) }";
    expect(plainStyle(css)).toBe(".y { fill: #fff; border: 1px solid #000 }");
  });
  it("leaves what it does not know", () => {
    expect(plainStyle(".y { fill: var(--none) }")).toBe(".y { fill: var(--none) }");
  });
  it("leaves no property of the charts' own style sheet open", () => {
    const css = plainStyle(readFileSync(new URL("../../src/charts/charts.css", import.meta.url), "utf8"));
    expect(css).toContain(".chart .bar");
    expect(css).not.toContain("var(");
    expect(css).not.toContain("@media");
    expect(css.split("{").length).toBe(css.split("}").length);
  });
});

describe("renderChart", () => {
  it("gives a whole document for each chart, with title, style and source inside", () => {
    const names = chartNames(results);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const svg = renderChart(results, name, "", 500);
      const [, width, height] = /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="(\d+)" height="(\d+)"/.exec(svg) as RegExpExecArray;
      expect(Number(width)).toBe(500);
      expect(Number(height)).toBeGreaterThan(60);
      expect(svg).toMatch(/<title>[^<]+<\/title><style>/);
      expect(svg).toContain("Source: ");
      expect(svg).not.toContain("var(--");
      expect(svg.split("<svg").length, name).toBe(2);
      expect(svg.split(/<g[ >]/).length).toBe(svg.split("</g>").length);
      for (const [, y] of svg.matchAll(/<text [^>]*class="source note"[^>]* y="([\d.]+)"/g)) expect(Number(y)).toBeLessThan(Number(height));
    }
  });
  it("gives nothing for what is not there", () => {
    expect(renderChart(results, "none", "", 500)).toBe("");
    expect(renderChart(results, chartNames(results)[0], "none", 500)).toBe("");
  });
});
