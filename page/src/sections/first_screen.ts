// The first screen: the headline, three cards that answer three questions, the circle of who pays whom, the switch between
// structures, and one line that says what all of it stands on.
import {html, made, type Markup, nothing, type Part} from "../html";
import {estimate, finite, kMoney, sure, withoutSign} from "../number_text";
import type {Default, Hedge, Results} from "../results";
import {type Context, type Figure, figureOf} from "../section";
import {counted, dayInWords, joined, monthInWords, quoted} from "../wording";
import {circleFigure} from "./circle";
import {mainTrip, tracedPart} from "./round_trip";

// A verdict is told by its word and a shape, never by colour alone.
const kShapes: Record<string, string> = {hedge: "▼", "double bet": "▲▲", "side bet": "▲", neither: "–", "no verdict": "?"};

function verdictWord(hedge: Hedge): string {
  if (hedge.verdict !== "neither") return hedge.verdict;
  const unchanged = Math.abs(hedge.offset || 0) < 1e-7 && Math.abs(hedge.net || 0) < 1e-7;
  return unchanged ? "no change" : sure(estimate(hedge.net, hedge.net_se)) ? "neither" : "too close to call";
}

function side(context: Context, title: string, hedge: Hedge): Markup {
  const {words} = context;
  const {numbers} = words;
  const word = verdictWord(hedge);
  const offset = estimate(hedge.offset, hedge.offset_se);
  const takes = sure(offset) && finite(offset.value) && offset.value < 0;
  const told = word === "no verdict" || word === "no change";
  return html`<div class="side">
<p class="who"><b>${words.party(hedge.party)}</b> <span>${title}</span></p>
<p class="verdict"><span class="shape" aria-hidden="true">${kShapes[hedge.verdict] || ""}</span> ${word}</p>
${
  told
    ? hedge.why === "" ? nothing : html`<p class="why">${hedge.why}</p>`
    : html`<dl><div><dt>${takes ? "takes another" : "gives back"}</dt><dd>${numbers.centsWithError(takes ? withoutSign(offset) : offset)}</dd></div>
<div><dt>adds risk</dt><dd>${numbers.centsWithError(estimate(hedge.own_risk, hedge.own_risk_se))}</dd></div></dl>`
}
</div>`;
}

function card(id: string, question: string, target: string, body: Part): Markup {
  return html`<section class="card" id="card-${id}" aria-labelledby="card-${id}-q"><h2 id="card-${id}-q"><a href="#${target}">${question}</a></h2>${body}</section>`;
}

function hedgeCard(context: Context): Markup {
  const {structure, results, words, found} = context;
  const hedges = results.model.hedges.filter((h) => structure.hedges[h.title]);
  const pieces = hedges.map((h) => found.hedges[h.title]).filter((f) => f && f.pieces !== "");
  const judged = !context.isBaseline && hedges.length > 0;
  return card("hedge", "Is it a hedge?", "hedge", [
    judged
      ? [
          html`<p class="of">Of each ${words.numbers.currencyWord()} that it falls short in its worst tenth of futures:</p>`,
          html`<div class="sides">${hedges.slice(0, 4).map((h) => side(context, h.title, structure.hedges[h.title]))}</div>`,
        ]
      : nothing,
    judged && pieces.length > 0 ? html`<p><b>${words.party(hedges[0].party)}:</b> ${pieces[0].pieces}</p>` : html`<p>${found.hedge}</p>`,
  ]);
}

function roundCard(context: Context): Markup {
  const {structure, words, found} = context;
  const trip = mainTrip(structure);
  const part = trip ? tracedPart(trip) : estimate(0, 0);
  const big = trip && finite(part.value) ? words.numbers.cents(part) : "";
  return card("round", "How much goes round?", "round-trip", [
    trip && big !== "" ? html`<p class="big"><b>${big}</b> <span>of each ${words.numbers.currencyWord()} come back</span></p>` : nothing,
    html`<p>${found.round_trip}</p>`,
  ]);
}

// The party that most often cannot pay.
function weakest(context: Context): {party: string; numbers: Default} | null {
  let found: {party: string; numbers: Default} | null = null;
  for (const {name: party} of context.results.model.parties) {
    const numbers = context.structure.defaults[party];
    if (numbers && finite(numbers.chance) && numbers.chance > 0 && (!found || numbers.chance > (found.numbers.chance || 0))) found = {party, numbers};
  }
  return found;
}

function breakCard(context: Context): Markup {
  const {words, found} = context;
  const weak = weakest(context);
  const losses = weak
    ? weak.numbers.losses
        .map((l) => ({who: l.counterparty, loss: estimate((l.unpaid || 0) + (l.holdings || 0), (l.unpaid_se || 0) + (l.holdings_se || 0))}))
        .filter((l) => sure(l.loss))
        .sort((a, b) => (b.loss.value || 0) - (a.loss.value || 0))
    : [];
  return card("break", "What if it breaks?", "default", [
    weak
      ? html`<p class="big"><b>${words.numbers.in100(estimate(weak.numbers.chance, weak.numbers.chance_se))} of 100</b> <span>futures in which ${words.party(weak.party)} cannot pay</span></p>`
      : nothing,
    html`<p>${found.default}</p>`,
    losses.length > 0
      ? html`<p class="losses">Lost by it in bills and shares, on average over all futures: ${joined(
          losses.slice(0, 3).map((l) => words.party(l.who) + " " + words.numbers.number(l.loss, kMoney)),
        )}.</p>`
      : nothing,
  ]);
}

// Radio buttons, so that arrows move through them; without JavaScript they are not shown.
export function structureSwitch(results: Results, chosen: string): Markup {
  if (results.structure_names.length < 2 && results.model.scenarios.length === 0) return nothing;
  return html`<form class="switch" id="switch"><fieldset><legend>Structure</legend>${results.structure_names.map(
    (name, i) =>
      html`<label title="${name}"><input type="radio" name="structure" value="${i}"${name === chosen ? made(" checked") : nothing}><span>${name}</span></label>`,
  )}</fieldset>${scenarioSwitch(results)}</form>`;
}

function scenarioSwitch(results: Results): Part {
  const {scenarios} = results.model;
  if (scenarios.length === 0) return nothing;
  return html`<label class="scenario">Scenario <select name="scenario"><option value="">none</option>${scenarios.map((s, i) => html`<option value="${i}">${s.name}</option>`)}</select></label>`;
}

export function seedOf(results: Results): string {
  const found = /--seed (\d+)/.exec(results.findings.repeat);
  return found ? found[1] : String(results.seed);
}

export function standsOn(results: Results): Markup {
  const {model} = results;
  const numbers = model.num_facts + model.num_guesses + model.num_unsourced;
  const newest = model.sources.reduce((latest, s) => (s.date > latest ? s.date : latest), "");
  const items: Part[] = [
    html`<li>${counted(results.paths, "future", "futures")}, seed ${seedOf(results)}</li>`,
    numbers > 0 ? html`<li><a href="#sources">${model.num_facts} of ${counted(numbers, "number", "numbers")} have a source</a></li>` : nothing,
    model.dates.length > 0 ? html`<li>starts in ${monthInWords(model.dates[0])}</li>` : nothing,
    newest === "" ? nothing : html`<li>newest source of ${dayInWords(newest)}</li>`,
    html`<li><a href="#limits">What this cannot tell you</a></li>`,
  ];
  return html`<ul class="stands-on">${items}</ul>`;
}

export function firstScreenFigures(context: Context): Figure[] {
  const circle = circleFigure(context);
  return circle ? [circle] : [];
}

function scenarioLine(context: Context): Part {
  const {scenario, found} = context;
  if (!scenario) return nothing;
  const cost = found.by_scenario && found.by_scenario[scenario] ? found.by_scenario[scenario].cost : "";
  return html`<p class="in-scenario">${cost || "In " + quoted(scenario) + "."} <span>Scenarios were run for what they cost each party: worth today, which form is better, and the costs follow the scenario; all else on this page is without it.</span></p>`;
}

export function firstScreen(context: Context, withCharts: boolean): Markup {
  const {results, found, name, words} = context;
  const headline = name === results.findings.focus ? results.findings.headline : found.headline;
  const warnings = results.warnings.concat(
    results.paths < results.paths_asked
      ? ["The run was interrupted: " + counted(results.paths, "future", "futures") + " of " + counted(results.paths_asked, "", "").trim() + "."]
      : [],
  );
  return html`<p class="kicker">${results.model.title || "A model"}${words.hasStructures ? html` · <span class="structure">${quoted(name)}</span>` : nothing}</p>
<h1>${headline || results.findings.headline || "The model measures nothing."}</h1>
${scenarioLine(context)}
${warnings.length > 0 ? html`<div class="warnings" role="note" aria-label="Warnings">${warnings.map((w) => html`<p>${w}</p>`)}</div>` : nothing}
<div class="cards">${hedgeCard(context)}${roundCard(context)}${breakCard(context)}</div>
${firstScreenFigures(context).map((figure) => figureOf(context, figure, withCharts))}
${standsOn(results)}`;
}

