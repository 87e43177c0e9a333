// Is it a hedge? For each side: what it fears for with and without the deal, the pieces of the deal side by side, and what the bad
// tenth looks like. Then what the scenarios cost, without the deal and with it.
import {bars, dotPlot, pieces, slope} from "../charts";
import {html, nothing, type Part} from "../html";
import {type Kind, estimate, finite, kMoney, kPlain, scaled, sure, withoutSign} from "../number_text";
import {type Hedge, type HedgeNumbers, type Maybe, inOrder} from "../results";
import {type Context, type Figure, type Section, withError} from "../section";
import {quoted, spaced, withCapital} from "../wording";
import {contrastFigure} from "./contrast";

// The contracts in the model's order, then what is no contract.
function piecesOf(context: Context, hedge: Hedge): string[] {
  return inOrder(context.results.model.contracts.map((c) => c.name), hedge.pieces);
}

// In the baseline there is no deal: what is feared for, in all futures and in its worst tenth.
function exposureFigure(context: Context, title: string, hedge: Hedge): Figure {
  const {words, name, structure, found} = context;
  const kind = words.measureKind(structure, hedge.exposure_measure);
  const exposure = withCapital(words.measure(structure, hedge.exposure_measure));
  return {
    name: "exposure " + title,
    lead: true,
    title: (found.hedges[title] && found.hedges[title].verdict) || exposure,
    subtitle: `${exposure}; mean, worth today, ${words.currency}; ${quoted(name)}`,
    how: "The worst tenth is the tenth of futures in which this business does worst. A hedge would have to pay there.",
    draw: (frame) =>
      dotPlot(
        {
          title: exposure,
          description: "Means over all futures and over the worst tenth",
          rows: [
            {label: "all futures", value: estimate(hedge.exposure, hedge.exposure_se)},
            {label: "worst tenth", value: estimate(hedge.exposure_in_bad_tenth, hedge.exposure_in_bad_tenth_se), chosen: true},
          ],
          zero: true,
          format: words.format(kind),
          say: words.say(kind),
        },
        frame,
      ),
    table: hedgeTable(context, title, hedge, kind),
  };
}

// With a deal: what it and each of its pieces add in all futures, and in those in which the business does worst.
function payFigure(context: Context, title: string, hedge: Hedge): Figure {
  const {words, name, structure, found} = context;
  const kind = words.measureKind(structure, hedge.gain_measure);
  const exposure = words.measure(structure, hedge.exposure_measure);
  const gain = words.measure(structure, hedge.gain_measure);
  const tilt = (n: HedgeNumbers) => {
    const offset = estimate(n.offset, n.offset_se);
    if (!finite(n.offset) || !sure(offset)) return undefined;
    return (n.offset < 0 ? "takes " : "gives back ") + words.numbers.cents(withoutSign(offset));
  };
  const line = (label: string, n: HedgeNumbers, chosen: boolean) => ({
    label,
    note: tilt(n),
    left: estimate(n.gain, n.gain_se),
    right: estimate(n.gain_in_bad_tenth, n.gain_in_bad_tenth_se),
    chosen,
  });
  const moving = piecesOf(context, hedge).filter((p) => Math.abs(hedge.pieces[p].gain || 0) > 0 || Math.abs(hedge.pieces[p].gain_in_bad_tenth || 0) > 0);
  return {
    name: "pay " + title,
    lead: true,
    title: (found.hedges[title] && found.hedges[title].verdict) || title,
    subtitle: `What the deal adds to ${gain}, in all futures and in the worst tenth for ${exposure}; mean, worth today, ${words.currency}; ${quoted(name)}`,
    how: "A line that rises to the right pays when it is needed: a hedge. One that falls fails when it is needed.",
    draw: (frame) =>
      slope(
        {
          title: found.hedges[title] ? found.hedges[title].verdict : title,
          description: "What the deal and its pieces add, in all futures and in the worst tenth",
          left: {title: "all futures"},
          right: {title: "worst tenth"},
          lines: [line("all together", hedge, true), ...moving.map((p) => line(spaced(p), hedge.pieces[p], false))],
          corner: "loses when the business does",
          format: words.format(kind),
          say: words.sayDifference(kind),
        },
        frame,
      ),
    table: hedgeTable(context, title, hedge, kind),
    after: byValue(context, hedge),
  };
}

function byValue(context: Context, hedge: Hedge): Part {
  const {by_value} = hedge;
  if (!by_value || context.isBaseline || by_value.verdict === "no verdict") return nothing;
  const {numbers} = context.words;
  return html`<p class="aside">Judged by ${context.words.party(hedge.party)}'s whole value instead: ${by_value.verdict} (given back: ${numbers.centsWithError(
    estimate(by_value.offset, by_value.offset_se),
  )}; net: ${numbers.centsWithError(estimate(by_value.net, by_value.net_se))}).</p>`;
}

function hedgeTable(context: Context, title: string, hedge: Hedge, kind: Kind) {
  const {numbers} = context.words;
  const cents = (value: Maybe | undefined, se: Maybe | undefined) => numbers.centsWithError(estimate(value, se));
  const rows: {head: string; cells: Part[]}[] = [
    {head: "Offset: given back of each " + numbers.currencyWord() + " lost", cells: [cents(hedge.offset, hedge.offset_se)]},
    {head: "Net: how much nearer the worst tenth comes to the mean", cells: [cents(hedge.net, hedge.net_se)]},
    {head: "Own risk that the deal adds", cells: [cents(hedge.own_risk, hedge.own_risk_se)]},
    {head: "Exposure, all futures", cells: [withError(context, hedge.exposure, hedge.exposure_se, kind)]},
    {head: "Exposure, worst tenth", cells: [withError(context, hedge.exposure_in_bad_tenth, hedge.exposure_in_bad_tenth_se, kind)]},
    {head: "Gain from the deal, all futures", cells: [withError(context, hedge.gain, hedge.gain_se, kind)]},
    {head: "Gain from the deal, worst tenth", cells: [withError(context, hedge.gain_in_bad_tenth, hedge.gain_in_bad_tenth_se, kind)]},
    {head: "Correlation of gain and exposure", cells: [withError(context, hedge.correlation, hedge.correlation_se, kPlain)]},
    {head: "Hedge effectiveness: part of the variance taken away", cells: [withError(context, hedge.effectiveness, hedge.effectiveness_se, {unit: "", display: "%"})]},
    {head: "Bar: less than this is not counted", cells: [cents(hedge.bar, 0)]},
  ];
  return {caption: title + ": the numbers behind the verdict", columns: [{title: "Number"}, {title: context.name, numeric: true}], rows};
}

function piecesFigure(context: Context, title: string, hedge: Hedge): Figure | null {
  const {words, found, name} = context;
  const names = piecesOf(context, hedge);
  if (names.length === 0) return null;
  const cents = (value: Maybe, se: Maybe) => scaled(estimate(value, se), 100);
  const say = (value: number, se: number) => words.numbers.withError(estimate(value, se), kPlain) + (words.numbers.sign === "£" ? " pence" : " cents");
  const sorted = names.slice().sort((a, b) => (hedge.pieces[b].offset || 0) - (hedge.pieces[a].offset || 0));
  const left = estimate(hedge.left_over_offset, hedge.left_over_offset_se);
  return {
    name: "pieces " + title,
    lead: true,
    title: found.hedges[title] ? found.hedges[title].pieces : title,
    subtitle: `Given back by each contract alone, in cents of each ${words.numbers.currencyWord()} that falls short in the worst tenth (${words.measure(context.structure, hedge.exposure_measure)}); ${quoted(name)}`,
    how: "Each piece is added alone to the baseline. To the right it gives back, to the left it takes. Whiskers are two standard errors.",
    draw: (frame) =>
      pieces(
        {
          title: "The pieces of the deal",
          description: "What each contract of the deal alone gives back or takes, and all of them together",
          pieces: sorted.map((piece) => ({label: spaced(piece), value: cents(hedge.pieces[piece].offset, hedge.pieces[piece].offset_se)})),
          leftOver: sure(left) ? {label: "how they work on each other", value: scaled(left, 100)} : undefined,
          whole: {label: "all together", value: cents(hedge.offset, hedge.offset_se)},
          axis: {low: "takes more", high: "gives back"},
          format: (value) => words.numbers.number(estimate(value, 0), kPlain),
          say,
        },
        frame,
      ),
    table: {
      caption: title + ": each piece alone",
      columns: [{title: "Piece"}, {title: "Gain", numeric: true}, {title: "Given back", numeric: true}, {title: "Net", numeric: true}, {title: "Verdict alone"}],
      rows: names
        .map((piece): {head: Part; cells: Part[]; strong?: boolean} => {
          const n = hedge.pieces[piece];
          return {
            head: spaced(piece),
            cells: [
              withError(context, n.gain, n.gain_se, kMoney), words.numbers.centsWithError(estimate(n.offset, n.offset_se)),
              words.numbers.centsWithError(estimate(n.net, n.net_se)), n.verdict,
            ],
          };
        })
        .concat([
          {
            head: "left over: how they work on each other",
            cells: [withError(context, hedge.left_over_gain, hedge.left_over_gain_se, kMoney), words.numbers.centsWithError(left), "", ""],
          },
          {
            head: "all together",
            cells: [
              withError(context, hedge.gain, hedge.gain_se, kMoney), words.numbers.centsWithError(estimate(hedge.offset, hedge.offset_se)),
              words.numbers.centsWithError(estimate(hedge.net, hedge.net_se)), hedge.verdict,
            ],
            strong: true,
          },
        ]),
    },
  };
}

function scenarioFigure(context: Context): Figure | null {
  const {structure, words, name, isBaseline, found} = context;
  const all = context.results.model.scenarios.map((s) => s.name).filter((s) => structure.scenarios[s]);
  const scenarios = context.scenario ? all.filter((s) => s === context.scenario) : all;
  if (scenarios.length === 0) return null;
  const touched = (scenario: string, party: string) => {
    const cost = structure.scenarios[scenario][party];
    return cost !== undefined && (sure(estimate(cost.cost_without, cost.cost_without_se)) || sure(estimate(cost.cost_with, cost.cost_with_se)));
  };
  const parties = context.results.model.parties.map((p) => p.name);
  const rows: {scenario: string; party: string}[] = [];
  for (const scenario of scenarios) for (const party of parties) if (touched(scenario, party)) rows.push({scenario, party});
  if (rows.length === 0) return null;
  // The largest losses are what the chart is for; the table has all.
  const size = (r: {scenario: string; party: string}) => Math.abs(structure.scenarios[r.scenario][r.party].cost_without || structure.scenarios[r.scenario][r.party].cost_with || 0);
  const kept = rows.slice().sort((a, b) => size(b) - size(a)).slice(0, 10);
  const shown = rows.filter((r) => kept.indexOf(r) >= 0);
  return {
    name: "scenarios",
    title: (context.scenario && found.by_scenario && found.by_scenario[context.scenario] && found.by_scenario[context.scenario].cost) || found.scenarios,
    subtitle: `What each scenario costs each party, worth today, ${words.currency}; mean over futures, on the same futures; ${quoted(name)}${rows.length > shown.length ? `; the ${shown.length} largest of ${rows.length}` : ""}`,
    how: "A bar to the right is a loss that the scenario brings. Where the second bar is shorter, the deal covers part of it.",
    draw: (frame) =>
      bars(
        {
          title: "What the scenarios cost",
          description: "For each scenario and party the loss without the deal and with it",
          names: isBaseline ? [words.baseline] : [words.baseline, name],
          chosen: isBaseline ? -1 : 1,
          rows: shown.map((r) => {
            const c = structure.scenarios[r.scenario][r.party];
            const covered = estimate(c.covered, c.covered_se);
            return {
              label: words.party(r.party) + " in " + quoted(r.scenario),
              note: isBaseline ? undefined : sure(covered) ? words.numbers.number(estimate(Math.abs(covered.value || 0), covered.se), kMoney) + ((covered.value || 0) > 0 ? " covered" : " added") : "no difference beyond ±",
              values: isBaseline
                ? [estimate(c.cost_without, c.cost_without_se)]
                : [estimate(c.cost_without, c.cost_without_se), estimate(c.cost_with, c.cost_with_se)],
            };
          }),
          axis: {low: "gains", high: "loses"},
          format: words.format(kMoney),
          say: words.say(kMoney),
        },
        frame,
      ),
    table: {
      caption: "What each scenario costs each party",
      columns: [
        {title: "Scenario"}, {title: "Party"}, {title: words.baseline, numeric: true}, ...(isBaseline ? [] : [{title: name, numeric: true}, {title: "Covered", numeric: true}]),
      ],
      rows: ([] as {head: Part; cells: Part[]}[]).concat(
        ...scenarios.map((scenario) =>
          parties
            .filter((party) => structure.scenarios[scenario][party])
            .map((party) => {
              const c = structure.scenarios[scenario][party];
              const cells: Part[] = [words.party(party), withError(context, c.cost_without, c.cost_without_se, kMoney)];
              if (!isBaseline)
                cells.push(withError(context, c.cost_with, c.cost_with_se, kMoney), words.numbers.differenceWithError(estimate(c.covered, c.covered_se), kMoney));
              return {head: scenario, cells};
            }),
        ),
      ),
    },
  };
}

export function hedgeSection(context: Context): Section {
  const {structure, results, found} = context;
  const figures: Figure[] = [];
  for (const {title} of results.model.hedges) {
    const hedge = structure.hedges[title];
    if (!hedge) continue;
    figures.push(context.isBaseline ? exposureFigure(context, title, hedge) : payFigure(context, title, hedge));
    for (const figure of [piecesFigure(context, title, hedge), contrastFigure(context, title, hedge)]) if (figure) figures.push(figure);
  }
  const scenarios = scenarioFigure(context);
  if (scenarios) figures.push(scenarios);
  return {id: "hedge", title: "Is it a hedge?", finding: found.hedge, body: nothing, figures};
}
