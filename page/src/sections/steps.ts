// The parts of a party's gain, from the largest to the smallest, each step from where the one before ended.
import {waterfall} from "../charts";
import {estimate, kMoney, sure} from "../number_text";
import type {Estimate, PartyValue, Results, Structure} from "../results";
import {type Context, type Figure, withError} from "../section";
import {possessive, quoted, withCapital} from "../wording";

const kMostFigures = 2, kMostParts = 9;

interface Part {
  name: string;
  change: Estimate;
}

// By kind of flow, as in the program's sentence; of values whose errors are not known to be independent, errors are added.
function partsOf(value: PartyValue): Part[] {
  const parts: Part[] = [];
  for (const part of value.parts) {
    const name = part.kind || part.form;
    let found = parts.filter((p) => p.name === name)[0];
    if (!found) {
      found = {name, change: {value: 0, se: 0}};
      parts.push(found);
    }
    found.change = {value: (found.change.value || 0) + (part.change || 0), se: (found.change.se || 0) + (part.change_se || 0)};
  }
  const largest = parts.reduce((most, p) => Math.max(most, Math.abs(p.change.value || 0)), 0);
  // What is left of a sum that cancels is rounding, not a part.
  return parts.filter((p) => Math.abs(p.change.value || 0) > 1e-9 * largest).sort((a, b) => Math.abs(b.change.value || 0) - Math.abs(a.change.value || 0));
}

const kNames: Record<string, string> = {shares: "shares held", business: "the business at the end", start: "what it had at the start", floor: "limited liability", credits: "credits"};

function partName(part: Part): string {
  return kNames[part.name] || part.name;
}

function stepsFigure(context: Context, party: string, value: PartyValue, isFirst: boolean): Figure {
  const {words, name} = context;
  const parts = partsOf(value);
  const gain = estimate(value.gain, value.gain_se);
  return {
    name: "steps " + party,
    lead: isFirst,
    title:
      parts.length === 0
        ? possessive(words.partyAlone(party)) + " gain in its parts"
        : `${possessive(words.partyAlone(party))} gain of ${words.numbers.number(gain, kMoney)}: most comes of ${partName(parts[0])}, ${words.numbers.difference(parts[0].change, kMoney)}`,
    subtitle: `Change of ${words.party(party)}'s worth today against ${quoted(words.baseline)}, by kind of payment; ${words.currency}; mean over futures; ${quoted(name)}`,
    how: "Each step starts where the one before ended; the last bar is the whole. Steps to the left cost, steps to the right bring in.",
    draw: (frame) =>
      waterfall(
        {
          title: words.party(party),
          description: "The parts of the gain, one below the other",
          parts: parts.map((p) => ({label: withCapital(partName(p)), value: p.change})),
          total: {label: "Gain", value: gain},
          most: kMostParts,
          format: words.format(kMoney),
          say: words.sayDifference(kMoney),
        },
        frame,
      ),
    table: {
      caption: words.party(party) + ": what its worth today and its gain are made of",
      columns: [{title: "Form"}, {title: "Kind"}, {title: "With"}, {title: "Worth today", numeric: true}, {title: "Change", numeric: true}],
      rows: value.parts.map((p) => ({
        head: p.form,
        cells: [
          p.kind, p.counterparty === "" ? "" : words.partyAlone(p.counterparty), withError(context, p.mean, p.se, kMoney),
          words.numbers.differenceWithError(estimate(p.change, p.change_se), kMoney),
        ],
      })),
    },
  };
}

// The first party with a hedge, as the finding has it, then the one with the largest sure gain or loss.
export function steppedParties(results: Results, structure: Structure): string[] {
  const size = (p: string) => {
    const v = structure.values[p];
    return sure(estimate(v.gain, v.gain_se)) ? Math.abs(v.gain || 0) : -1;
  };
  const moved = results.model.parties.map((p) => p.name).filter((p) => structure.values[p] && partsOf(structure.values[p]).length > 0);
  const hedgers = results.model.hedges.map((h) => h.party).filter((p) => moved.indexOf(p) >= 0);
  const order = hedgers.concat(moved.slice().sort((a, b) => size(b) - size(a)));
  return order.filter((p, i) => order.indexOf(p) === i).slice(0, kMostFigures);
}

export function waterfallFigures(context: Context): Figure[] {
  if (context.isBaseline) return [];
  return steppedParties(context.results, context.structure).map((p, i) => stepsFigure(context, p, context.structure.values[p], i === 0));
}
