// The page's body from the results: one pure function from data to HTML text. The program runs it (host.ts) to put the structure
// in focus into the file, so that all is there without JavaScript; the browser runs it again for another structure or width.
import {html, type Markup} from "./html";
import type {Results} from "./results";

export interface View {
  structure: string;
  width: number;    // of the charts, in px
}

export function openingView(results: Results): View {
  return {structure: results.findings.focus || results.structure_names[0] || "", width: 720};
}

export function renderPage(results: Results, view: View): Markup {
  const found = results.findings.structures[view.structure];
  return html`<main id="report"><h1>${found ? found.headline : results.findings.headline}</h1></main>`;
}

export function pageTitle(results: Results): Markup {
  return html`${results.model.title || "A model"} – Counterflow`;
}
