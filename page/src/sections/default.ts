// What if somebody cannot pay: how often and when, and who loses what by it.
import {bars} from "../charts";
import {nothing} from "../html";
import {estimate, finite, kMoney, sure} from "../number_text";
import type {Default} from "../results";
import {type Context, type Figure, type Section, withError} from "../section";
import {quoted, withCapital} from "../wording";
import {failuresFigure} from "./failures";

function lossesFigure(context: Context, party: string, d: Default): Figure | null {
  const {words, name} = context;
  const all = (l: Default["losses"][number]) => (l.unpaid || 0) + (l.promised || 0) + (l.holdings || 0);
  const losses = d.losses.filter((l) => all(l) > 0).sort((a, b) => all(b) - all(a));
  if (losses.length === 0 || !(finite(d.chance) && d.chance > 0)) return null;
  const inside = losses.filter((l) => l.counterparty !== "world");
  const hit = (inside.length > 0 ? inside : losses).slice(0, 2).map((l) => words.party(l.counterparty));
  return {
    name: "losses " + party,
    title: withCapital(hit[0]) + " loses most when " + words.party(party) + " cannot pay" + (hit.length > 1 ? ", then " + hit[1] : ""),
    subtitle: `What each loses by it: bills unpaid, promises that lapse, shares that are worth nothing; ${words.currency}; mean over all futures; ${quoted(name)}`,
    how: "Means over all futures, also those in which nothing breaks. Promises are business that would still have come, undiscounted.",
    draw: (frame) =>
      bars(
        {
          title: "Losses by counterparty",
          description: "Unpaid bills, promises and holdings lost by each counterparty",
          names: ["bills unpaid", "shares", "promises"],
          chosen: 1,
          rows: losses.slice(0, 8).map((l) => ({
            label: words.partyAlone(l.counterparty),
            values: [estimate(l.unpaid, l.unpaid_se), estimate(l.holdings, l.holdings_se), estimate(l.promised, l.promised_se)],
          })),
          format: words.format(kMoney),
          say: words.say(kMoney),
        },
        frame,
      ),
    table: {
      caption: "Who loses what when " + words.party(party) + " cannot pay (mean over all futures)",
      columns: [{title: "Counterparty"}, {title: "Bills unpaid", numeric: true}, {title: "Shares", numeric: true}, {title: "Promises", numeric: true}],
      rows: losses.map((l) => ({
        head: words.partyAlone(l.counterparty),
        cells: [withError(context, l.unpaid, l.unpaid_se, kMoney), withError(context, l.holdings, l.holdings_se, kMoney), withError(context, l.promised, l.promised_se, kMoney)],
      })),
    },
  };
}

export function defaultSection(context: Context): Section {
  const {structure, found} = context;
  const figures: Figure[] = [];
  const parties = context.results.model.parties.map((p) => p.name)
    .filter((p) => structure.defaults[p] && sure(estimate(structure.defaults[p].chance, 0)))
    .sort((a, b) => (structure.defaults[b].chance || 0) - (structure.defaults[a].chance || 0));
  const failures = failuresFigure(context, parties);
  if (failures) figures.push(failures);
  for (const party of parties.slice(0, 3)) {
    const losses = lossesFigure(context, party, structure.defaults[party]);
    if (losses) figures.push(losses);
  }
  return {id: "default", title: "What if somebody cannot pay?", finding: found.default, figures, body: nothing};
}
