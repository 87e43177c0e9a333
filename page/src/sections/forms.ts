// Which form is better, and for whom: every structure on the same futures, one small chart a party.
import {dotPlot} from "../charts";
import {html, nothing} from "../html";
import {estimate, finite, kMoney, sure} from "../number_text";
import type {PartyValue} from "../results";
import {type Context, type Figure, type Section, added, inScenario, scenarioCost} from "../section";
import {quoted} from "../wording";

const kMostCharts = 6;

interface Form {
  structure: string;
  value: PartyValue;
}

function formsOf(context: Context, party: string): Form[] {
  const {results, words} = context;
  return results.structure_names
    .filter((s) => s !== words.baseline && results.structures[s].values[party])
    .map((structure) => {
      const value = results.structures[structure].values[party];
      const cost = scenarioCost(context, structure, party);
      if (!cost) return {structure, value};
      // In the scenario both are worth less: the gain changes by what is covered. In how many futures it is better was not run.
      const gain = added(estimate(value.gain, value.gain_se), estimate(cost.covered, cost.covered_se), 1);
      const mean = added(estimate(value.mean, value.se), estimate(cost.cost_with, cost.cost_with_se), -1);
      return {structure, value: {...value, gain: gain.value, gain_se: gain.se, mean: mean.value, se: mean.se, chance_better: null}};
    });
}

function moves(forms: Form[]): boolean {
  return forms.some((f) => f.value.gain !== 0 || (f.value.gain_se || 0) !== 0);
}

// The best form in numbers, or honest words where the next best lies within the errors of both.
function bestInWords(context: Context, party: string, forms: Form[]): string {
  const {words} = context;
  const sorted = forms.concat([{structure: words.baseline, value: {gain: 0, gain_se: 0} as PartyValue}]).sort((a, b) => (b.value.gain || 0) - (a.value.gain || 0));
  const [best, next] = sorted;
  const lead = (best.value.gain || 0) - (next.value.gain || 0);
  const clear = lead > 2 * ((best.value.gain_se || 0) + (next.value.gain_se || 0));
  const who = words.party(party);
  if (!clear) return who + ": too close to call between " + quoted(best.structure) + " and " + quoted(next.structure);
  if (best.structure === words.baseline) return who + ": nothing beats " + quoted(words.baseline);
  return who + ": best in " + quoted(best.structure) + ", " + words.numbers.differenceWithError(estimate(best.value.gain, best.value.gain_se), kMoney);
}

function formFigure(context: Context, party: string): Figure {
  const {words, name} = context;
  const forms = formsOf(context, party);
  const chance = (v: PartyValue) =>
    finite(v.chance_better) ? "better in " + words.numbers.in100(estimate(v.chance_better, v.chance_better_se)) + " of 100" : undefined;
  return {
    name: "forms " + party,
    half: true,
    title: bestInWords(context, party, forms),
    subtitle: `Worth today against ${inScenario(context, words.baseline)}, ${words.currency}; mean gain on the same futures`,
    how: "Dots right of zero are worth more than the baseline. Whiskers are two standard errors; where they touch zero nothing is proven.",
    draw: (frame) =>
      dotPlot(
        {
          title: words.party(party),
          description: "Gain against the baseline in each structure",
          rows: forms.map((f) => ({label: f.structure, note: chance(f.value), value: estimate(f.value.gain, f.value.gain_se), chosen: f.structure === name})),
          zero: true,
          format: words.format(kMoney),
          say: words.sayDifference(kMoney),
        },
        frame,
      ),
    table: {
      caption: words.party(party) + ": each structure against " + words.baseline,
      columns: [{title: "Structure"}, {title: "Worth today", numeric: true}, {title: "Gain", numeric: true}, {title: "Better in, of 100 futures", numeric: true}, {title: "Proven"}],
      rows: forms.map((f) => ({
        head: f.structure,
        strong: f.structure === name,
        cells: [
          words.numbers.withError(estimate(f.value.mean, f.value.se), kMoney), words.numbers.differenceWithError(estimate(f.value.gain, f.value.gain_se), kMoney),
          words.numbers.in100(estimate(f.value.chance_better, f.value.chance_better_se)),
          sure(estimate(f.value.gain, f.value.gain_se)) ? "yes" : f.value.gain === 0 && !f.value.gain_se ? "no change" : "no: ± is larger",
        ],
      })),
    },
  };
}

export function formsSection(context: Context): Section | null {
  const {results, words} = context;
  if (!words.hasStructures) return null;
  const parties = results.model.parties.map((p) => p.name).filter((p) => moves(formsOf(context, p)));
  const shown = parties.slice(0, kMostCharts);
  return {
    id: "forms",
    title: "Which form is better, and for whom?",
    finding: results.findings.better,
    figures: shown.map((party) => formFigure(context, party)),
    body: context.scenario
      ? html`<p class="remark">The sentence above is without a scenario; the charts below are in ${quoted(context.scenario)}.</p>`
      : parties.length > shown.length ? html`<p>${parties.length - shown.length} more parties are in the spreadsheet and the JSON.</p>` : nothing,
  };
}
