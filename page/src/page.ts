// The page's body from the results: one pure function from data to HTML text. The program runs it (host.ts) to put the structure
// in focus into the file, so that all is there without JavaScript; the browser runs parts of it again for another structure.
//
//  1. Nothing depends on a clock, a locale or a document.
//  2. What is the same for every structure (the contracts' terms, sources, limits, the model's text) is in the file once: the
//     browser's script and data hold none of it.
import {html, type Markup, nothing} from "./html";
import type {Results} from "./results";
import {type Context, type Section, contextOf} from "./section";
import {type Listed, listed, sectionContent, sectionsOf} from "./sections";
import {checkersSection} from "./sections/checkers";
import {contractCards} from "./sections/contracts";
import {firstScreen, structureSwitch} from "./sections/first_screen";
import {limitsSection} from "./sections/limits";
import {sourcesSection} from "./sections/sources";

export interface View {
  structure: string;
}

export function openingView(results: Results): View {
  return {structure: results.findings.focus || results.structure_names[0] || ""};
}

const kFixed: Listed[] = [
  {id: "sources", title: "Where the numbers come from", section: sourcesSection},
  {id: "limits", title: "What this cannot tell you", section: limitsSection},
  {id: "checkers", title: "For checkers", section: checkersSection},
];

function contents(results: Results): Markup {
  return html`<nav class="contents" aria-label="Contents"><ol>${listed(results).concat(kFixed).map((s) => html`<li><a href="#${s.id}">${s.title}</a></li>`)}</ol></nav>`;
}

function part(context: Context, id: string, title: string, number: number, section: Section | null, fixed: boolean): Markup {
  const content = sectionContent(context, section, true);
  return html`<section class="part" id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h"><span class="no">${number}</span> ${title}</h2>
${fixed ? content : html`<div data-part="${id}">${content}</div>`}${id === "deal" ? contractCards(context) : nothing}</section>
`;
}

export function renderPage(results: Results, view: View): Markup {
  if (results.structure_names.length === 0) return html`<main id="report" class="page"><h1>The results hold no structure.</h1></main>`;
  const context = contextOf(results, view.structure);
  const live = sectionsOf(context);
  const others = context.words.hasStructures
    ? html`<noscript><p class="remark">This shows the structure “${context.name}”. With JavaScript the page switches to the others and draws every chart; without it all numbers are in the tables.</p></noscript>`
    : nothing;
  return html`<a class="skip" href="#report">Skip to the report</a>
<header class="bar"><span class="brand">Counterflow</span>${structureSwitch(results, context.name)}</header>
<main id="report" class="page" tabindex="-1">
<div class="first" data-part="first">${firstScreen(context, true)}</div>
${others}
${contents(results)}
${live.map((s, i) => part(context, s.id, s.title, i + 1, s.section, false))}
${kFixed.map((s, i) => part(context, s.id, s.title, live.length + i + 1, s.section(context), true))}
</main>
<footer class="foot">Made by Counterflow ${results.counterflow} from ${results.model.file}. One file; it loads nothing from anywhere.</footer>
<div class="hidden" role="status" aria-live="polite" id="said"></div>`;
}

export function pageTitle(results: Results): Markup {
  return html`${results.model.title || "A model"} – Counterflow`;
}
