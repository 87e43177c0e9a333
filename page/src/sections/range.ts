// What is most likely, and how wide the range is: worth today for each party, the series over time, and the model's own figures.
import {dotPlot} from "../charts";
import {type Part} from "../html";
import {type Kind, estimate, finite, kMoney, kPercent} from "../number_text";
import {type PartyValue, inOrder} from "../results";
import {type Context, type Figure, type Section, added, inScenario, scenarioCost, withError} from "../section";
import {quoted} from "../wording";
import {fanFigures} from "./fans";

function valued(context: Context): {party: string; value: PartyValue}[] {
  return context.results.model.parties
    .filter((p) => context.structure.values[p.name])
    .map((p) => ({party: p.name, value: context.structure.values[p.name]}));
}

function valueFigure(context: Context): Figure | null {
  const {words, name, isBaseline} = context;
  const items = valued(context);
  if (items.length === 0) return null;
  const widest = items.slice().sort((a, b) => (b.value.q95 || 0) - (b.value.q05 || 0) - ((a.value.q95 || 0) - (a.value.q05 || 0)))[0];
  const range = (v: PartyValue) => words.numbers.range(estimate(v.q05, v.q05_se), estimate(v.q95, v.q95_se), kMoney);
  const same = !finite(widest.value.q05) || widest.value.q05 === widest.value.q95;
  return {
    name: "worth",
    lead: true,
    title: context.scenario
      ? "Worth today " + inScenario(context, name) + ": means; how wide the range is then was not run"
      : same
      ? "Worth today is the same in all futures"
      : (items.length > 1 ? "Widest for " + words.party(widest.party) : words.party(widest.party)) + ": " + range(widest.value) + " in 9 of 10 futures",
    subtitle: `Worth today to each party's owners (present value), ${words.currency}; mean${context.scenario ? "" : " and the range of 9 in 10 futures"}; ${inScenario(context, name)}`,
    how: "The dot is the mean. Nine in ten futures end within the long bar; one in twenty lies below it, one in twenty above.",
    draw: (frame) =>
      dotPlot(
        {
          title: "Worth today",
          description: "Mean and range of worth today for each party",
          rows: items.map(({party, value}) => {
            const mean = estimate(value.mean, value.se), cost = scenarioCost(context, name, party);
            if (!cost) return {label: words.party(party), value: mean, range: {low: value.q05, high: value.q95}};
            return {label: words.party(party), value: added(mean, estimate(cost.cost_with, cost.cost_with_se), -1), more: "without the scenario " + words.numbers.number(mean, kMoney)};
          }),
          zero: true,
          format: words.format(kMoney),
          say: words.say(kMoney),
        },
        frame,
      ),
    table: {
      caption: "Worth today to each party",
      columns: [
        {title: "Party"}, {title: "Mean", numeric: true}, {title: "1 in 20 below", numeric: true}, {title: "Middle", numeric: true}, {title: "1 in 20 above", numeric: true},
        {title: "Worst twentieth, mean", numeric: true}, ...(isBaseline ? [] : [{title: "Against " + words.baseline, numeric: true}, {title: "Better in", numeric: true}]),
      ],
      rows: items.map(({party, value: v}) => {
        const cells: Part[] = [
          withError(context, v.mean, v.se, kMoney), withError(context, v.q05, v.q05_se, kMoney), withError(context, v.q50, v.q50_se, kMoney),
          withError(context, v.q95, v.q95_se, kMoney), withError(context, v.es05, v.es05_se, kMoney),
        ];
        if (!isBaseline)
          cells.push(words.numbers.differenceWithError(estimate(v.gain, v.gain_se), kMoney), words.numbers.number(estimate(v.chance_better, v.chance_better_se), kPercent) + " of futures");
        return {head: words.party(party), cells};
      }),
    },
  };
}

// The measures that the model names, here and in the baseline.
function measuresFigure(context: Context): Figure | null {
  const {structure, baseline, words, isBaseline, name} = context;
  const names = inOrder(context.results.order && context.results.order.measures, structure.measures);
  if (names.length === 0) return null;
  const spread = (m: {q05: number | null; q95: number | null}) => finite(m.q05) && finite(m.q95) && m.q05 !== m.q95;
  const first = structure.measures[names[0]];
  const kindOf = (n: string): Kind => ({unit: structure.measures[n].unit, display: structure.measures[n].display});
  return {
    name: "figures",
    title: (first.label || names[0]) + ": " + words.numbers.withError(estimate(first.mean, first.se), kindOf(names[0])) + " on average",
    subtitle: `The model's own figures: mean and the range of 9 in 10 futures; units beside each; ${quoted(name)}`,
    how: "Each row is a figure that the model names. ± is two standard errors of the simulation, not the range of what may happen.",
    tableOnly: true,
    draw: () => "",
    table: {
      caption: "The model's own figures",
      columns: [
        {title: "Figure"}, ...(isBaseline ? [] : [{title: words.baseline, numeric: true}]), {title: name, numeric: true}, {title: "9 in 10 futures", numeric: true},
      ],
      rows: names.map((n) => {
        const m = structure.measures[n], b = baseline.measures[n];
        const kind = kindOf(n);
        const cells: Part[] = [];
        if (!isBaseline) cells.push(b ? withError(context, b.mean, b.se, kind) : "");
        cells.push(withError(context, m.mean, m.se, kind), spread(m) ? words.numbers.range(estimate(m.q05, m.q05_se), estimate(m.q95, m.q95_se), kind) : "the same in all");
        return {head: m.label || n, cells};
      }),
    },
  };
}

export function rangeSection(context: Context): Section {
  const figures: Figure[] = [];
  const value = valueFigure(context);
  if (value) figures.push(value);
  figures.push(...fanFigures(context));
  const measures = measuresFigure(context);
  if (measures) figures.push(measures);
  return {id: "range", title: "What is most likely, and how wide is the range?", finding: context.found.range || context.found.headline, body: "", figures};
}
