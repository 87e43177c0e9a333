// The page of the documented example: what its sections say is what the results say, text from the model is text, and every figure
// keeps the rules of the house.
import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {chartNames, renderChart} from "../../src/chart_list";
import {escaped} from "../../src/html";
import {NumberText, estimate} from "../../src/number_text";
import {openingView, renderPage} from "../../src/page";
import type {Results} from "../../src/results";
import {contextOf, drawnOnPage} from "../../src/section";
import {figuresOf, sectionsOf} from "../../src/sections";
import {firstScreenFigures} from "../../src/sections/first_screen";
import {mainTrip, tracedPart} from "../../src/sections/round_trip";
import {forBrowser, thinned} from "../../src/thin";

const example = (): Results => JSON.parse(readFileSync(new URL("../../../docs/results-example.json", import.meta.url), "utf8"));
const results = example();
const focus = results.findings.focus;

function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
}

describe("the page of the example", () => {
  const body = renderPage(results, openingView(results)).text;

  it("holds every finding of its structure, word for word", () => {
    const text = textOf(body);
    const found = results.findings.structures[focus];
    for (const sentence of [
      results.findings.headline, results.findings.deal, results.findings.better, results.findings.sources, results.findings.limits, results.findings.repeat,
      found.range, found.hedge, found.round_trip, found.default, found.dependence, found.what_matters, found.waterfall, found.scenarios,
      ...Object.values(found.hedges).flatMap((h) => [h.verdict, h.pieces, h.bad_tenth]),
    ])
      expect(text).toContain(sentence);
  });

  it("says the same from thinned results", () => {
    expect(textOf(renderPage(thinned(example()), openingView(results)).text)).toContain(results.findings.headline);
    const thin = thinned(example());
    expect(thinned(thin)).toEqual(thin);
    for (const name of results.structure_names) {
      const live = (r: Results) => sectionsOf(contextOf(r, name)).map((s) => JSON.stringify(s.section, (key, value) => (key === "draw" ? undefined : value)));
      // What the browser shows for a structure it shows without what is in the file once.
      expect(live(forBrowser(thin))).toEqual(live(thin));
    }
  });

  it("shows in a card the number that its sentence has", () => {
    for (const name of results.structure_names) {
      const trip = mainTrip(results.structures[name]);
      if (!trip || !(trip.traced || 0)) continue;
      expect(results.findings.structures[name].round_trip).toContain(new NumberText(results.model.currency_sign).cents(tracedPart(trip)));
    }
  });

  it("tells facts from guesses, and leads each to its source or reason", () => {
    for (const value of results.model.values) {
      const id = /<tr id="(v-[^"]*)"><th scope=row>[^]*?<td class=(.)>/g;
      expect([...body.matchAll(id)].length).toBe(results.model.values.length);
      if (value.standing === "fact" && value.source !== "") expect(body).toContain(escaped(results.model.sources.find((s) => s.key === value.source)?.title ?? ""));
      if (value.reason !== "") expect(textOf(body)).toContain(value.reason);
    }
    const ids = new Set([...body.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
    for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it("has each id once", () => {
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
});

describe.each(results.structure_names)("the figures of %s", (name) => {
  const context = contextOf(results, name);
  const figures = [...firstScreenFigures(context), ...sectionsOf(context).flatMap((s) => s.section?.figures ?? [])];

  it("have a title, measure, reading help of at most 25 words, and a table", () => {
    expect(figures.length).toBeGreaterThan(5);
    for (const figure of figures) {
      expect(figure.title.length, figure.name).toBeGreaterThan(5);
      expect(figure.subtitle.length, figure.name).toBeGreaterThan(10);
      expect(figure.how.split(/\s+/).length, figure.name).toBeLessThanOrEqual(25);
      expect(figure.table?.rows.length, figure.name).toBeGreaterThan(0);
      for (const row of figure.table?.rows ?? []) expect(row.cells.length, figure.name).toBe((figure.table?.columns.length ?? 0) - 1);
    }
    expect(new Set(figures.map((f) => f.name)).size).toBe(figures.length);
  });

  it("are drawn for every width", () => {
    for (const figure of figuresOf(context)) {
      for (const width of [300, 720, 1100]) {
        const svg = drawnOnPage(figure, width).text;
        expect(svg).toMatch(new RegExp(`^<svg [^>]*viewBox="0 0 ${width} `));
        expect(svg).not.toMatch(/NaN|undefined|style=/);
      }
    }
  });
});

describe("text from the model", () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)> & "quotes" 'and' more`;
  // Every text of the results, keys of objects that name things too.
  function poisoned(value: unknown, key = ""): unknown {
    if (typeof value === "string") return /^(verdict|standing|what|form|date|counterflow|origin)$/.test(key) || value === "" || value === "world" ? value : value + evil;
    if (Array.isArray(value)) return value.map((item) => (key === "dates" ? item : poisoned(item, key)));
    if (value && typeof value === "object") {
      const named = /^(structures|hedges|scenarios|by_scenario|values|measures|series|pieces|defaults|what_matters|revenue_sources)$/.test(key);
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [named && !Array.isArray(v) && typeof v === "object" ? k + evil : k, poisoned(v, named ? k : k)]));
    }
    return value;
  }

  it("is never markup", () => {
    const all = poisoned(example()) as Results;
    for (const structure of all.structure_names) {
      const body = renderPage(all, {structure}).text;
      expect(body).not.toMatch(/<script|<img|onerror=alert\(2\)>[^]*<\/script/i);
      expect(body).toContain("&lt;script&gt;");
      expect(body).not.toMatch(/href="?javascript/i);
    }
    for (const name of chartNames(all)) expect(renderChart(all, name, "", 500)).not.toMatch(/<script|<img/i);
  });

  it("is a link only where it is an address of the web", () => {
    for (const url of ["javascript:alert(1)", "data:text/html,x", "https://a b", 'https://a"onclick="x', "//a", ""]) {
      const all = example();
      for (const source of all.model.sources) source.url = url;
      expect(renderPage(all, openingView(all)).text).not.toContain("rel=\"noreferrer");
    }
  });
});

describe("numbers on the page", () => {
  it("that cannot be said are words", () => {
    const all = JSON.parse(JSON.stringify(example()), (key, value) => (typeof value === "number" && !/^(format|paths|paths_asked|series_paths|seed|num_|step_months|years$)/.test(key) && !Number.isInteger(value) ? null : value)) as Results;
    const text = textOf(renderPage(all, openingView(all)).text);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    expect(text).toContain("not known");
  });
  it("have no more digits than their error bears", () => {
    expect(new NumberText().withError(estimate(1234567890, 4e7), {unit: "$"})).toBe("$1.23bn ± $0.08bn");
  });
});
