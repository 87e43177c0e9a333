// What a section of the page is made of: its finding, figures, and whatever else it says. A figure is a chart with its words and its
// numbers as a table; the chart itself is drawn when a width is known.
import type {Frame} from "./charts";
import {html, idOf, made, type Markup, nothing, type Part} from "./html";
import {type Kind, estimate, finite} from "./number_text";
import type {Estimate, Maybe, Results, ScenarioCost, Structure, StructureFindings} from "./results";
import {Wording, quoted} from "./wording";

// One structure of one set of results, with what is needed to put it into words.
export interface Context {
  results: Results;
  words: Wording;
  name: string;
  structure: Structure;
  baseline: Structure;
  isBaseline: boolean;
  found: StructureFindings;
  // Of the circle; the whole run without it.
  year?: number;
  // The scenario laid over everything that the results know of it; none without it.
  scenario?: string;
}

const kNoFindings: StructureFindings = {
  headline: "", worth: "", range: "", hedge: "", hedges: {}, scenarios: "", round_trip: "", default: "", dependence: "", what_matters: "",
  waterfall: "", checks: "",
};

export function contextOf(results: Results, structureName: string): Context {
  const words = new Wording(results);
  const name = results.structures[structureName] ? structureName : words.baseline;
  return {
    results,
    words,
    name,
    structure: results.structures[name],
    baseline: results.structures[words.baseline],
    isBaseline: name === words.baseline,
    found: results.findings.structures[name] || kNoFindings,
  };
}

// What a scenario does to a party's worth in a structure: null where no scenario is chosen.
export function scenarioCost(context: Context, structure: string, party: string): ScenarioCost | null {
  if (!context.scenario) return null;
  const costs = context.results.structures[structure].scenarios[context.scenario];
  return (costs && costs[party]) || null;
}

// “bundle”, or “bundle” in “AI winter”.
export function inScenario(context: Context, name: string): string {
  return quoted(name) + (context.scenario ? " in " + quoted(context.scenario) : "");
}

// A sum of two numbers on the same futures: errors are added, so that the sum's is never too small.
export function added(a: Estimate, b: Estimate, sign: 1 | -1): Estimate {
  if (!finite(a.value) || !finite(b.value)) return {value: null, se: null};
  return {value: a.value + sign * b.value, se: (a.se || 0) + (b.se || 0)};
}

export interface Table {
  caption: string;
  columns: {title: string; numeric?: boolean}[];
  rows: {head: Part; cells: Part[]; strong?: boolean}[];
}

export interface Figure {
  // Unique on the page; what `counterflow chart` knows the chart by.
  name: string;
  title: string;
  // Measure, period, unit, structure.
  subtitle: string;
  // At most 25 words.
  how: string;
  half?: boolean;
  // Drawn into the file; the others are drawn by the browser, and without JavaScript are tables.
  lead?: boolean;
  before?: Part;
  // The numbers are best read as a table: there is no chart.
  tableOnly?: boolean;
  draw(frame: Frame): string;
  table?: Table;
  // Where the numbers come from, when it is not this run.
  source?: string;
  after?: Part;
}

export interface Section {
  id: string;
  title: string;
  finding: string;
  body: Part;
  figures: Figure[];
}

export const kWidths = {whole: 720, half: 352};

export function widthOf(figure: Figure): number {
  return figure.half ? kWidths.half : kWidths.whole;
}

// The chart for a width, with ids that no other chart has.
export function drawn(figure: Figure, width: number): Markup {
  return made(figure.draw({width, id: idOf("c", figure.name)}));
}

// The chart as it stands in a page: there the label of a mark serves as its tip as well.
export function drawnOnPage(figure: Figure, width: number): Markup {
  return made(drawn(figure, width).text.replace(/ data-tip="[^"]*"/g, ""));
}

// Cells have no end tags: HTML does not need them, and a page has thousands. The first column is the rows' heads; where the columns
// after it are numbers, the table says so once.
export function tableOf(table: Table): Markup {
  const numeric = table.columns.length > 1 && table.columns.slice(1).every((c) => c.numeric);
  const aside = (i: number) => (!numeric && table.columns[i] && table.columns[i].numeric ? made(" class=n") : nothing);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${table.caption}"><table${numeric ? made(" class=ns") : nothing}>
<caption>${table.caption}</caption>
<thead><tr>${table.columns.map((c, i) => html`<th scope=col${aside(i)}>${c.title}`)}
<tbody>${table.rows.map(
    (row) => html`<tr${row.strong ? made(" class=strong") : nothing}><th scope=row>${row.head}${row.cells.map((cell, i) => html`<td${aside(i + 1)}>${cell}`)}`,
  )}</table></div>`;
}

export function sourceOf(context: Context, figure: Figure): string {
  return figure.source || "Counterflow " + context.results.counterflow + ", " + sourceLine(context);
}

// A figure with its chart, or with an empty place for it where the browser draws it next.
export function figureOf(context: Context, figure: Figure, withChart: boolean): Markup {
  return html`<figure class="figure${figure.half ? " half" : ""}" id="${idOf("figure", figure.name)}">
<figcaption><h3>${figure.title}</h3><p class="sub">${figure.subtitle}</p></figcaption>
${figure.before || nothing}${figure.tableOnly ? nothing : html`<div class="chart-box" data-chart="${figure.name}">${withChart && figure.lead ? drawnOnPage(figure, widthOf(figure)) : nothing}</div>`}
${figure.after || nothing}
${figure.half ? nothing : howToRead(context, figure)}
${figure.table && figure.tableOnly ? tableOf(figure.table) : figure.table ? html`<details class="numbers"><summary>The numbers as a table</summary>${tableOf(figure.table)}</details>` : nothing}
</figure>`;
}

// Beneath a figure; beneath a group of small ones of a kind, once for all.
export function howToRead(context: Context, figure: Figure): Markup {
  const source = sourceOf(context, figure);
  return html`<p class="how"><b>How to read ${figure.half ? "these" : "this"}:</b> ${figure.how} <span class="source">Source: ${source}</span></p>`;
}

function sourceLine({results, words}: Context): string {
  const newest = results.model.sources.reduce((latest, s) => (s.date > latest ? s.date : latest), "");
  return results.model.file.replace(/^.*\//, "") + (newest === "" ? "" : ", sources to " + newest) + (words.results.seed ? ", seed " + results.seed : "");
}

// Cells of tables.
export function withError(context: Context, value: Maybe | undefined, se: Maybe | undefined, kind: Kind): string {
  return context.words.numbers.withError(estimate(value, se), kind);
}

export function number(context: Context, value: Maybe | undefined, kind: Kind, se: Maybe = 0): string {
  return context.words.numbers.number(estimate(value, se), kind);
}

export function pair(value: Maybe | undefined, se: Maybe | undefined): Estimate {
  return estimate(value, se);
}

export function firstSentences(texts: (string | undefined)[]): string {
  for (const text of texts) if (text) return text;
  return "";
}
