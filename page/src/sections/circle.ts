// The circle: parties as discs, arrows by kind, as wide as what is paid; in time, year by year.
import {circle} from "../charts";
import {html, made, type Markup, nothing} from "../html";
import {estimate, kMoney} from "../number_text";
import type {Context, Figure} from "../section";
import {quoted} from "../wording";
import {type Sum, largestPair, partiesIn, payments} from "./flows";
import {mainTrip} from "./round_trip";

function title(context: Context): string {
  const {words} = context;
  const all = payments(context);
  const trip = mainTrip(context.structure);
  const between = trip ? all.filter((p) => (p.from === trip.from && p.to === trip.to) || (p.from === trip.to && p.to === trip.from)) : [];
  const pair = largestPair(between.length > 0 ? between : all);
  if (!pair) return "Nobody in the model pays anybody";
  const amount = (x: Sum) => words.numbers.number(x, kMoney);
  if (pair.back.value === 0) return words.partyAlone(pair.a) + " pays " + words.party(pair.b) + " " + amount(pair.there) + ", the largest payment";
  const forward = pair.there.value >= pair.back.value;
  const [most, least] = forward ? [pair.a, pair.b] : [pair.b, pair.a];
  return `${words.partyAlone(most)} pays ${words.party(least)} ${amount(forward ? pair.there : pair.back)} and gets ${amount(forward ? pair.back : pair.there)} from it`;
}

// Whole run, or one year of it: shown where there is JavaScript.
function yearSwitch(context: Context): Markup {
  const {years} = context.results.model;
  if (years.length < 2 || payments(context).every((p) => p.byYear.length === 0)) return nothing;
  return html`<form class="years"><label>When <select name="year"><option value="">the whole time</option>${years.map(
    (y) => html`<option value="${y}"${context.year === y ? made(" selected") : nothing}>${y}</option>`,
  )}</select></label></form>`;
}

export function circleFigure(context: Context): Figure | null {
  const {words, name, results} = context;
  const all = payments(context);
  if (all.length === 0) return null;
  const year = context.year || null;
  const names = partiesIn(context, all);
  return {
    name: "circle",
    lead: true,
    title: title(context),
    subtitle: `Paid over ${year ? year : words.period}; ${words.currency}, undiscounted, credits at face; mean over futures; ${quoted(name)}`,
    how: `Arrows are as wide as what is paid. Cash is solid, credits are dashed.${all.some((p) => p.deal) ? " What the deal adds is in colour." : ""}`,
    before: yearSwitch(context),
    draw: (frame) =>
      circle(
        {
          title: title(context),
          description: "Who pays whom, by pair of parties",
          parties: names.map((n) => ({name: n, label: words.partyAlone(n), outside: n === "world"})),
          flows: all.map((p) => ({from: p.from, to: p.to, kind: p.kind, label: p.label, total: p.total, byYear: p.byYear, chosen: p.deal})),
          years: results.model.years,
          year,
          chosenWords: "part of the deal",
          format: words.format(kMoney),
        },
        frame,
      ),
    table: {
      caption: "Who pays whom over the whole time",
      columns: [{title: "From"}, {title: "To"}, {title: "In"}, {title: "For"}, {title: "Paid", numeric: true}, {title: "Part of the deal"}],
      rows: all
        .slice()
        .sort((a, b) => b.total - a.total)
        .map((p) => ({head: words.partyAlone(p.from), cells: [words.partyAlone(p.to), p.kind, p.label, words.numbers.withError(estimate(p.total, p.error), kMoney), p.deal ? "yes" : ""]})),
    },
  };
}
