// For checkers: how to repeat it, the version, the errors, the model's checks, the terms in one place, and the model's text.
import {html, nothing, type Part} from "../html";
import {exact, kPercent} from "../number_text";
import type {Maybe} from "../results";
import {type Context, type Section, tableOf} from "../section";
import {counted, quoted} from "../wording";
import {seedOf} from "./first_screen";

// The technical term for each of the page's words, once.
const kTerms: [string, string][] = [
  ["future", "simulated path"], ["middle", "median"], ["9 in 10", "from the 5th to the 95th percentile"], ["the worst tenth", "the tenth of paths in which the exposure is lowest in the baseline"],
  ["the worst twentieth", "expected shortfall at 5%"], ["gives back", "offset, (E[G|A] − E[G]) / (E[B] − E[B|A])"],
  ["net", "1 − D(B+G)/D(B), D(X) the mean of X less the mean of its worst tenth"], ["adds risk", "own risk: offset less net, never below 0"],
  ["goes round", "round trip, traced dollar by dollar"], ["cannot pay", "default in the clearing of a step (Eisenberg and Noe 2001)"],
  ["worth today", "present value at each party's discount rate"], ["±", "two standard errors"],
];

// One row a check: the structure in which it holds least speaks for all.
function checkRows(context: Context): {head: Part; cells: Part[]}[] {
  const {results, words} = context;
  const all: Record<string, {needed: Maybe; held: number; failing: string[]}> = {};
  const titles: string[] = [];
  for (const name of results.structure_names)
    for (const check of results.structures[name].checks) {
      const key = "check " + check.title;
      if (!all[key]) {
        all[key] = {needed: check.needed, held: 1, failing: []};
        titles.push(check.title);
      }
      all[key].held = Math.min(all[key].held, check.held || 0);
      if (!check.ok) all[key].failing.push(name);
    }
  return titles.map((title) => {
    const {needed, held, failing} = all["check " + title];
    return {
      head: title,
      cells: [
        words.numbers.number(exact(needed), kPercent), words.numbers.number(exact(held), kPercent),
        failing.length === 0 ? "holds" : html`<b>fails in ${failing.join(", ")}</b>`,
      ],
    };
  });
}

export function checkersSection(context: Context): Section {
  const {results} = context;
  const {model, findings} = results;
  const facts: [string, Part][] = [
    ["Repeat it", html`<code class="command">${findings.repeat}</code>`],
    ["Version", "Counterflow " + results.counterflow + ", results format " + results.format],
    ["Futures", counted(results.paths, "future", "futures") + (results.paths < results.paths_asked ? " of " + counted(results.paths_asked, "asked", "asked") : "") +
      (results.series_paths < results.paths ? "; what is over time, scenarios and pieces rest on the first " + counted(results.series_paths, "", "").trim() : "")],
    ["Seed", seedOf(results)],
    ["Time", counted(model.num_steps, "step", "steps") + " of " + counted(model.step_months, "month", "months") + (model.dates.length > 0 ? " from " + model.dates[0] : "")],
    ["Currency", model.currency || "not said"],
    ["Model file", html`<code>${model.file}</code>`],
  ];
  const texts = model.texts || [];
  const checks = checkRows(context);
  const failing = results.structure_names.filter((name) => results.structures[name].checks.some((c) => !c.ok));
  return {
    id: "checkers",
    title: "For checkers",
    finding: findings.repeat === "" ? "" : "The same model, seed and number of futures give the same numbers, to the last digit.",
    figures: [],
    body: [
      html`<dl class="repeat">${facts.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>`)}</dl>`,
      findings.next === "" ? nothing : html`<p>${findings.next}</p>`,
      checks.length === 0
        ? nothing
        : [
            html`<h3>Checks of the model</h3><p>${failing.length > 0 ? "Some fail in " + failing.map(quoted).join(", ") + "." : context.found.checks || "All hold."}</p>`,
            html`<details class="numbers"><summary>The checks as a table</summary>${tableOf({
              caption: "Checks of the model, in every structure",
              columns: [{title: "Check"}, {title: "Has to hold in", numeric: true}, {title: "Held in at least", numeric: true}, {title: "Result"}],
              rows: checks,
            })}</details>`,
          ],
      html`<h3>Words</h3><dl class="words">${kTerms.map(([word, term]) => html`<div><dt>${word}</dt><dd>${term}</dd></div>`)}</dl>`,
      texts.map((t) => html`<details class="model-text"><summary>The model: ${t.name}</summary><pre tabindex="0">${t.text}</pre></details>`),
    ],
  };
}
