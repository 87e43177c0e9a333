// The sections that speak of one structure, in the order of the page, and which of them there are. The browser renders these again
// for another structure; what is the same for all of them is in page.ts.
import {html, type Markup, nothing, type Part} from "./html";
import type {Results} from "./results";
import {type Context, type Figure, type Section, figureOf, howToRead} from "./section";
import {dealSection} from "./sections/deal";
import {defaultSection} from "./sections/default";
import {dependenceSection} from "./sections/dependence";
import {firstScreenFigures} from "./sections/first_screen";
import {formsSection} from "./sections/forms";
import {hedgeSection} from "./sections/hedge";
import {mattersSection} from "./sections/matters";
import {rangeSection} from "./sections/range";
import {roundTripSection} from "./sections/round_trip";
import {waterfallSection} from "./sections/waterfall";

export interface Listed {
  id: string;
  title: string;
  section: (context: Context) => Section | null;
}

const kSections: Listed[] = [
  {id: "deal", title: "The deal in one minute", section: dealSection},
  {id: "range", title: "What is most likely, and how wide is the range?", section: rangeSection},
  {id: "hedge", title: "Is it a hedge?", section: hedgeSection},
  {id: "forms", title: "Which form is better, and for whom?", section: formsSection},
  {id: "round-trip", title: "How much of the money goes round?", section: roundTripSection},
  {id: "dependence", title: "Who depends on whom?", section: dependenceSection},
  {id: "default", title: "What if somebody cannot pay?", section: defaultSection},
  {id: "matters", title: "What the answer hangs on", section: mattersSection},
  {id: "waterfall", title: "From cheque to result", section: waterfallSection},
];

// Which sections there are is the same for every structure of the same results: one is left out where no structure has anything for it.
function present(results: Results, id: string): boolean {
  const any = (test: (s: Results["structures"][string]) => boolean) => results.structure_names.some((n) => test(results.structures[n]));
  switch (id) {
    case "forms": return results.structure_names.length > 1 && any((s) => Object.keys(s.values).length > 0);
    case "hedge": return results.model.hedges.length > 0 || results.model.scenarios.length > 0;
    case "range": return any((s) => Object.keys(s.values).length > 0 || Object.keys(s.measures).length > 0);
    case "matters": return any((s) => Object.keys(s.what_matters).some((m) => s.what_matters[m].length > 0));
    case "round-trip": return results.model.parties.length > 0;
    case "dependence": return any((s) => s.dependence.length > 0);
    case "default": return any((s) => Object.keys(s.defaults).length > 0);
    case "waterfall": return results.structure_names.length > 1 && any((s) => Object.keys(s.values).length > 0);
    default: return true;
  }
}

export function listed(results: Results): Listed[] {
  return kSections.filter((s) => present(results, s.id));
}

export function sectionsOf(context: Context): {id: string; title: string; section: Section | null}[] {
  return listed(context.results).map((s) => ({id: s.id, title: s.title, section: s.section(context)}));
}

// All charts of the page, in its order.
export function figuresOf(context: Context): Figure[] {
  const figures = firstScreenFigures(context);
  for (const {section} of sectionsOf(context)) if (section) figures.push(...section.figures);
  return figures.filter((f) => !f.tableOnly);
}

// What stands in a section beneath its heading.
export function sectionContent(context: Context, section: Section | null, withCharts: boolean): Markup {
  const finding = html`<p class="finding">${(section && section.finding) || "Nothing to say here about this structure."}</p>`;
  if (!section) return finding;
  const halves = section.figures.filter((f) => f.half);
  const figures: Part[] = [];
  section.figures.forEach((figure) => {
    if (!figure.half) figures.push(figureOf(context, figure, withCharts));
    else if (figure === halves[0]) figures.push(html`<div class="halves">${halves.map((f) => figureOf(context, f, withCharts))}</div>${howToRead(context, figure)}`);
  });
  return html`${finding}${section.body || nothing}${figures}`;
}
