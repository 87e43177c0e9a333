// The page's body from the results: one pure function from data to HTML text. The program runs it (host.ts) to put the structure
// in focus into the file, so that all is there without JavaScript; the browser runs parts of it again for another structure.
//
//  1. Nothing depends on a clock, a locale or a document.
//  2. What is `fixed` (the contracts' terms, sources, limits, the model's text) is the same for every structure: it is in the file
//     once, and the browser's data need not hold it.
import {html, made, type Markup, nothing, type Part} from "./html";
import type {Results} from "./results";
import {type Context, type Section, contextOf, figureOf} from "./section";
import {checkersSection} from "./sections/checkers";
import {contractCards, dealSection} from "./sections/deal";
import {defaultSection} from "./sections/default";
import {dependenceSection} from "./sections/dependence";
import {firstScreen, structureSwitch} from "./sections/first_screen";
import {formsSection} from "./sections/forms";
import {hedgeSection} from "./sections/hedge";
import {limitsSection} from "./sections/limits";
import {mattersSection} from "./sections/matters";
import {rangeSection} from "./sections/range";
import {roundTripSection} from "./sections/round_trip";
import {sourcesSection} from "./sections/sources";
import {waterfallSection} from "./sections/waterfall";

export interface View {
  structure: string;
}

export function openingView(results: Results): View {
  return {structure: results.findings.focus || results.structure_names[0] || ""};
}

// In the order of the page. Which sections there are is the same for every structure of the same results.
const kSections: {id: string; title: string; section: (context: Context) => Section | null; fixed?: boolean}[] = [
  {id: "deal", title: "The deal in one minute", section: dealSection},
  {id: "range", title: "What is most likely, and how wide is the range?", section: rangeSection},
  {id: "hedge", title: "Is it a hedge?", section: hedgeSection},
  {id: "forms", title: "Which form is better, and for whom?", section: formsSection},
  {id: "round-trip", title: "How much of the money goes round?", section: roundTripSection},
  {id: "dependence", title: "Who depends on whom?", section: dependenceSection},
  {id: "default", title: "What if somebody cannot pay?", section: defaultSection},
  {id: "matters", title: "What the answer hangs on", section: mattersSection},
  {id: "waterfall", title: "From cheque to result", section: waterfallSection},
  {id: "sources", title: "Where the numbers come from", section: sourcesSection, fixed: true},
  {id: "limits", title: "What this cannot tell you", section: limitsSection, fixed: true},
  {id: "checkers", title: "For checkers", section: checkersSection, fixed: true},
];

// Sections that need more than one structure, hedges, … are left out where no structure has anything for them.
function present(results: Results, id: string): boolean {
  const any = (test: (s: Results["structures"][string]) => boolean) => results.structure_names.some((n) => test(results.structures[n]));
  switch (id) {
    case "forms": return results.structure_names.length > 1;
    case "hedge": return results.model.hedges.length > 0 || results.model.scenarios.length > 0;
    case "range": return any((s) => Object.keys(s.values).length > 0 || Object.keys(s.measures).length > 0);
    case "matters": return any((s) => Object.keys(s.what_matters).some((m) => s.what_matters[m].length > 0));
    case "dependence": return any((s) => s.dependence.length > 0);
    case "waterfall": return results.structure_names.length > 1 && any((s) => Object.keys(s.values).length > 0);
    default: return true;
  }
}

function findingOf(section: Section | null): string {
  return (section && section.finding) || "Nothing to say here about this structure.";
}

// What stands in a section beneath its heading.
export function sectionContent(context: Context, section: Section | null, withCharts: boolean): Markup {
  if (!section) return html`<p class="finding">${findingOf(section)}</p>`;
  const halves = section.figures.filter((f) => f.half);
  const figures: Part[] = [];
  section.figures.forEach((figure) => {
    if (!figure.half) figures.push(figureOf(context, figure, withCharts));
    else if (figure === halves[0]) figures.push(html`<div class="halves">${halves.map((f) => figureOf(context, f, withCharts))}</div>`);
  });
  return html`<p class="finding">${findingOf(section)}</p>${section.body}${figures}`;
}

export function sectionsOf(context: Context): {id: string; title: string; fixed: boolean; section: Section | null}[] {
  return kSections
    .filter((s) => present(context.results, s.id))
    .map((s) => ({id: s.id, title: s.title, fixed: !!s.fixed, section: s.section(context)}));
}

function contents(results: Results): Markup {
  const items = kSections.filter((s) => present(results, s.id));
  return html`<nav class="contents" aria-label="Contents"><ol>${items.map((s) => html`<li><a href="#${s.id}">${s.title}</a></li>`)}</ol></nav>`;
}

export function renderPage(results: Results, view: View): Markup {
  if (results.structure_names.length === 0) return html`<main id="report" class="page"><h1>The results hold no structure.</h1></main>`;
  const context = contextOf(results, view.structure);
  const sections = sectionsOf(context).map(
    (s, i) => html`<section class="part" id="${s.id}" aria-labelledby="${s.id}-h"><h2 id="${s.id}-h"><span class="no">${i + 1}</span> ${s.title}</h2>
<div ${s.fixed ? nothing : made(`data-part="${s.id}"`)}>${sectionContent(context, s.section, true)}</div>${s.id === "deal" ? contractCards(context) : nothing}</section>`,
  );
  const others = context.words.hasStructures
    ? html`<noscript><p class="remark">This shows the structure “${context.name}”. With JavaScript the page switches to the others; without it they are in “Which form is better, and for whom?”.</p></noscript>`
    : nothing;
  return html`<a class="skip" href="#report">Skip to the report</a>
<header class="bar"><span class="brand">Counterflow</span>${structureSwitch(results, context.name)}</header>
<main id="report" class="page" tabindex="-1">
<div class="first" data-part="first">${firstScreen(context, true)}</div>
${others}
${contents(results)}
${sections}
</main>
<footer class="foot">Made by Counterflow ${results.counterflow} from ${results.model.file}. One file, nothing loaded from anywhere.</footer>
<div class="hidden" role="status" aria-live="polite" id="said"></div>`;
}

export function pageTitle(results: Results): Markup {
  return html`${results.model.title || "A model"} – Counterflow`;
}
