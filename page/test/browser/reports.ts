// Real reports of the worked deals, made by the program; where the program at hand cannot make reports yet, from its JSON by the same
// template and script. COUNTERFLOW names the program, CHROMIUM the browser.
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {type Browser, type Page, chromium} from "playwright-core";
import type {Results} from "../../src/results";
// @ts-expect-error a tool without types
import {assembled} from "../../tools/assemble.mjs";

export const kRepository = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const program = process.env.COUNTERFLOW || join(kRepository, "build/release/apps/cli/counterflow");
const kPaths = "16384";
const folder = mkdtempSync(join(tmpdir(), "counterflow-page-"));

export interface Report {
  name: string;
  file: string;
  results: Results;
}

export const models: string[] = readdirSync(join(kRepository, "models"))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replace(/\.yaml$/, ""));

const run = (args: string[]) => execFileSync(program, args, {cwd: kRepository, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28});

let canReport: boolean | undefined;
const made: Record<string, Report> = {};

// The report of a model file, with so many futures.
export function reportOf(name: string, model = join("models", name + ".yaml"), paths = kPaths): Report {
  if (made[name]) return made[name];
  if (!existsSync(program)) throw new Error(`there is no program ${program}: build counterflow, or name it in COUNTERFLOW`);
  if (canReport === undefined) canReport = String(run(["run", "--help"])).includes("--report");
  const json = join(folder, name + ".json"), file = join(folder, name + ".html");
  run(["run", model, "--paths", paths, "--json", json]);
  if (canReport) run(["report", json, "--report", file]);
  const results = JSON.parse(readFileSync(json, "utf8")) as Results;
  if (!canReport) writeFileSync(file, assembled(results).text);
  return (made[name] = {name, file, results});
}

// A model that a test writes.
export function reportOfText(name: string, text: string, paths = "4096"): Report {
  const model = join(folder, name + ".yaml");
  writeFileSync(model, text);
  return reportOf(name, model, paths);
}

export function launched(): Promise<Browser> {
  return chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"]});
}

export interface Opened {
  page: Page;
  // What went wrong so far: errors on the console, exceptions, requests to anywhere.
  wrong: string[];
  close(): Promise<void>;
}

export async function opened(browser: Browser, report: Report, options: {width?: number; dark?: boolean; script?: boolean} = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: {width: options.width ?? 1280, height: 900},
    colorScheme: options.dark ? "dark" : "light",
    javaScriptEnabled: options.script ?? true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push("console: " + message.text());
  });
  page.on("pageerror", (error) => wrong.push("exception: " + error.message));
  page.on("request", (request) => {
    if (request.url() !== "file://" + report.file && !request.url().startsWith("data:")) wrong.push("request: " + request.url());
  });
  await page.goto("file://" + report.file);
  if (options.script ?? true) await page.waitForSelector("html.drawn");
  return {page, wrong, close: () => context.close()};
}

// Labels of charts that touch each other or are cut by their chart, what is wider than the page, and charts that are not there.
export async function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const slack = 1;
    for (const box of Array.from(document.querySelectorAll("[data-chart]"))) {
      const name = box.getAttribute("data-chart");
      const svg = box.querySelector("svg");
      if (!svg) {
        if (box.getBoundingClientRect().width > 0) found.push(`${name}: no chart`);
        continue;
      }
      const frame = svg.getBoundingClientRect();
      if (frame.width === 0) continue;
      const texts = Array.from(svg.querySelectorAll("text")).map((t) => ({text: t.textContent || "", box: t.getBoundingClientRect()})).filter((t) => t.text.trim() !== "");
      texts.forEach((a, i) => {
        if (a.box.left < frame.left - slack || a.box.right > frame.right + slack || a.box.top < frame.top - slack || a.box.bottom > frame.bottom + slack)
          found.push(`${name}: "${a.text}" is cut`);
        for (const b of texts.slice(i + 1)) {
          const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          // Boxes of lines hold room above and below the letters.
          if (across > slack && down > slack + 0.25 * Math.min(a.box.height, b.box.height)) found.push(`${name}: "${a.text}" over "${b.text}"`);
        }
      });
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) {
      const edge = document.documentElement.clientWidth;
      const widest = Array.from(document.querySelectorAll("main *")).filter((e) => e.getBoundingClientRect().right > edge + 1 && !e.closest(".scroll, pre"));
      found.push(`the page is ${wide} px too wide: ` + widest.slice(0, 3).map((e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class")}">`).join(", "));
    }
    return found;
  });
}
