// Who depends on whom: each seller's share of a buyer's compute and spending, and each customer's share of a seller's receipts.
import {html, nothing, type Part} from "../html";
import {exact, finite, kPercent} from "../number_text";
import type {Dependence, Maybe} from "../results";
import {type Context, type Section, tableOf} from "../section";
import {joined, spaced, withCapital} from "../wording";
import {sharesFigure} from "./shares";

export function topicOf(context: Context, d: Dependence): string {
  const who = context.words.party(d.party);
  switch (d.what) {
    case "supply": return "Who serves " + who + "'s " + spaced(d.dispatch);
    case "tag": return "What kind of " + spaced(d.dispatch) + " serves " + who;
    case "receipts": return "Who pays " + who + (d.kind === "" ? "" : " for " + d.kind);
    case "spend": return "Whom " + who + " pays" + (d.kind === "" ? "" : " for " + d.kind);
  }
}

export function shareName(context: Context, d: Dependence, of: string): string {
  return d.what === "tag" ? withCapital(of) : context.words.partyAlone(of);
}

export function wholePercent(context: Context, part: Maybe): string {
  return finite(part) ? context.words.numbers.number(exact(Math.round(part * 100) / 100), kPercent) : "not known";
}

// Only where there is more than one to depend on there is something to see.
export function dividedOnes(context: Context): Dependence[] {
  const order = ["supply", "tag", "receipts", "spend"];
  return context.structure.dependence
    .filter((d) => d.shares.filter((s) => s.by_year.some((y) => (y || 0) > 0.005)).length > 1)
    .sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what));
}

// The same rule as the program's sentence, for the one that it does not speak of.
export function dependenceTitle(context: Context, d: Dependence): string {
  const years = context.results.model.years;
  const last = Math.min(years.length, d.shares[0].by_year.length);
  const at = (s: {by_year: Maybe[]}, year: number) => s.by_year[year] || 0;
  const largest = d.shares.reduce((best, s) => (at(s, last - 1) > at(best, last - 1) ? s : best), d.shares[0]);
  const name = shareName(context, d, largest.of);
  const first = wholePercent(context, at(largest, 0)), end = wholePercent(context, at(largest, last - 1));
  return topicOf(context, d) + ": " + name + " " + first + (last > 1 ? " in " + years[0] + ", " + end + " in " + years[last - 1] : " in " + years[0]);
}

export function dependenceSection(context: Context): Section {
  const {found, results} = context;
  const divided = dividedOnes(context);
  const shown = divided.slice(0, 4);
  // Receipts that all come from one party of the model.
  const alone = context.structure.dependence.filter((d) => d.what === "receipts" && d.kind === "" && d.shares.length === 1 && d.shares[0].of !== "world");
  const years = results.model.years;
  const table = {
    caption: "Shares and concentration (Herfindahl index), first and last year",
    columns: [{title: "What"}, {title: "Whose share"}, {title: String(years[0]), numeric: true}, {title: String(years[years.length - 1]), numeric: true}, {title: "Concentration, last year", numeric: true}],
    rows: ([] as {head: Part; cells: Part[]}[]).concat(
      ...divided.map((d) =>
        d.shares.map((s) => ({
          head: topicOf(context, d),
          cells: [shareName(context, d, s.of), wholePercent(context, s.by_year[0]), wholePercent(context, s.by_year[s.by_year.length - 1]), wholePercent(context, d.herfindahl[d.herfindahl.length - 1])],
        })),
      ),
    ),
  };
  return {
    id: "dependence",
    title: "Who depends on whom?",
    finding: found.dependence || "Nobody in this model has more than one to depend on.",
    figures: shown.map((d) => sharesFigure(context, d)).filter((f): f is NonNullable<typeof f> => f !== null),
    body: [
      alone.length > 0
        ? html`<p>${withCapital(joined(alone.slice(0, 6).map((d) => "all that " + context.words.party(d.party) + " receives comes from " + context.words.party(d.shares[0].of))))}.</p>`
        : nothing,
      divided.length > 0 ? html`<details class="numbers"><summary>All shares as a table</summary>${tableOf(table)}</details>` : nothing,
    ],
  };
}
