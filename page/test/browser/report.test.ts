// The real reports of all worked deals, in Chromium: nothing is fetched, nothing fails, everything can be read, and what the page
// says is what the JSON says.
import {readFileSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Results} from "../../src/results";
import {launched, misplaced, models, opened, reportOf} from "./reports";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kWidths = [360, 768, 1280];
const kMostBytes = 400_000;
const kMostPaint = 300;    // ms

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser?.close());

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const {violations} = await (window as unknown as {axe: {run(): Promise<{violations: {id: string; help: string; nodes: {html: string; failureSummary?: string}[]}[]}>}}).axe.run();
    return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 200) + " " + (n.failureSummary || "").slice(0, 300)).join(" | ")}`);
  });
}

// What each section has to open with.
function findings(results: Results, structure: string): Record<string, string> {
  const found = results.findings.structures[structure];
  return {
    range: found.range, hedge: found.hedge, forms: results.findings.better, "round-trip": found.round_trip, default: found.default,
    matters: found.what_matters, waterfall: found.waterfall, deal: results.findings.deal, sources: results.findings.sources, limits: results.findings.limits,
    dependence: found.dependence,
  };
}

async function disagreements(page: Page, results: Results, structure: string): Promise<string[]> {
  const found: string[] = [];
  const headline = structure === results.findings.focus ? results.findings.headline : results.findings.structures[structure].headline;
  const shown = await page.textContent("h1");
  if (shown !== headline) found.push(`headline: ${shown}`);
  for (const [id, finding] of Object.entries(findings(results, structure))) {
    const line = await page.$(`#${id} .finding`);
    if (finding !== "" && line && (await line.textContent()) !== finding) found.push(`${id}: ${await line.textContent()}`);
  }
  for (const [title, hedge] of Object.entries(results.findings.structures[structure].hedges)) {
    const text = (await page.textContent("#hedge")) || "";
    for (const sentence of [hedge.verdict, hedge.pieces, hedge.bad_tenth]) if (!text.includes(sentence)) found.push(`${title}: ${sentence}`);
  }
  return found;
}

describe.each(models)("the report of %s", (name) => {
  it("is one small file", () => {
    expect(statSync(reportOf(name).file).size).toBeLessThan(kMostBytes);
  });

  it("says without JavaScript what the JSON says, in tables too", async () => {
    const report = reportOf(name);
    const {page, wrong, close} = await opened(browser, report, {script: false});
    expect(await disagreements(page, report.results, report.results.findings.focus)).toEqual([]);
    const measures = Object.values(report.results.structures[report.results.findings.focus].measures);
    const text = (await page.textContent("main")) || "";
    for (const measure of measures) if (measure.label !== "") expect(text).toContain(measure.label);
    expect(wrong).toEqual([]);
    await close();
  });

  it.each(kWidths)("stands right at %i px", async (width) => {
    const {page, wrong, close} = await opened(browser, reportOf(name), {width});
    expect(await misplaced(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await close();
  });

  it("can be read by everybody, light and dark", async () => {
    for (const dark of [false, true]) {
      const {page, close} = await opened(browser, reportOf(name), {dark});
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      expect(await complaints(page)).toEqual([]);
      await close();
    }
  });

  it("shows each structure when it is chosen", async () => {
    const report = reportOf(name);
    for (const width of [360, 1280]) {
      const {page, wrong, close} = await opened(browser, report, {width});
      for (const structure of report.results.structure_names) {
        if (report.results.structure_names.length > 1) await page.getByRole("radio", {name: structure, exact: true}).check({force: true});
        expect(await disagreements(page, report.results, structure), structure).toEqual([]);
        expect(await misplaced(page), structure).toEqual([]);
      }
      expect(wrong).toEqual([]);
      await close();
    }
  });

  it("lays each scenario over what was run for it", async () => {
    const report = reportOf(name);
    const {page, wrong, close} = await opened(browser, report);
    for (const {name: scenario} of report.results.model.scenarios) {
      await page.selectOption('select[name="scenario"]', {label: scenario});
      const focus = report.results.findings.structures[report.results.findings.focus];
      expect(await page.textContent(".in-scenario")).toContain(focus.by_scenario?.[scenario].cost);
      expect(await page.textContent('[id^="figure-scenarios"] h3')).toBe(focus.by_scenario?.[scenario].cost);
      expect(await misplaced(page), scenario).toEqual([]);
    }
    expect(wrong).toEqual([]);
    await close();
  });

  it("prints with everything open", async () => {
    const {page, wrong, close} = await opened(browser, reportOf(name));
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => d.addEventListener("toggle", () => d.setAttribute("data-was-open", ""))));
    const pdf = await page.pdf({preferCSSPageSize: true});
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.emulateMedia({media: "print"});
    const shut = await page.evaluate(() => Array.from(document.querySelectorAll("details")).filter((d) => d.scrollHeight <= (d.querySelector("summary")?.scrollHeight ?? 0) + 4).length);
    expect(shut).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });
});

describe("the report of the first worked deal", () => {
  const name = "amazon-openai-2025-12";

  it("paints at once and moves nothing afterwards", async () => {
    const paints: number[] = [];
    for (let i = 0; i < 5; ++i) {
      const {page, close} = await opened(browser, reportOf(name), {width: i % 2 ? 360 : 1280});
      const [paint, shift] = await page.evaluate(
        () =>
          new Promise<[number, number]>((done) => {
            let moved = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) moved += (entry as PerformanceEntry & {value: number}).value;
            }).observe({type: "layout-shift", buffered: true});
            setTimeout(() => done([performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity, moved]), 300);
          }),
      );
      paints.push(paint);
      expect(shift).toBeLessThan(0.01);
      await close();
    }
    expect(Math.min(...paints)).toBeLessThan(kMostPaint);
  });

  it("is used by keyboard: skip link, structures by arrows, tips on focus", async () => {
    const {page, wrong, close} = await opened(browser, reportOf(name));
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the report");
    await page.keyboard.press("Tab");
    const before = await page.textContent("h1");
    await page.keyboard.press("ArrowLeft");
    expect(await page.textContent("h1")).not.toBe(before);
    await page.locator(".chart .mark").first().focus();
    const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(await page.textContent("#tip")).toBe(label);
    expect(await page.isVisible("#tip")).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.isVisible("#tip")).toBe(false);
    expect(wrong).toEqual([]);
    await close();
  });

  it("leads from each number of the model to its source or reason", async () => {
    const {page, close} = await opened(browser, reportOf(name));
    const [links, dead] = await page.evaluate(() => {
      const all = Array.from(document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]'));
      return [all.length, all.filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash)] as [number, string[]];
    });
    expect(links).toBeGreaterThan(100);
    expect(dead).toEqual([]);
    await close();
  });

  it("keeps its place and what is open when the structure changes", async () => {
    const {page, close} = await opened(browser, reportOf(name));
    await page.evaluate(() => document.querySelector("#hedge details")?.setAttribute("open", ""));
    await page.evaluate(() => document.getElementById("hedge")?.scrollIntoView());
    const top = () => page.evaluate(() => document.querySelector("#hedge")?.getBoundingClientRect().top ?? 0);
    const before = await top();
    await page.evaluate(() => document.querySelector<HTMLInputElement>('input[name="structure"]')?.click());
    expect(Math.abs((await top()) - before)).toBeLessThan(40);
    expect(await page.evaluate(() => document.querySelector("#hedge details")?.hasAttribute("open"))).toBe(true);
    await close();
  });
});
