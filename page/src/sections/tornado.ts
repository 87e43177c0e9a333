// What a result hangs on: each uncertain input's share of the variance, and the result where the input is low and where it is high.
import {tornado} from "../charts";
import {html} from "../html";
import {valueId} from "../model_text";
import {type Kind, estimate, exact, finite, kPercent, sure} from "../number_text";
import type {Influence, Structure} from "../results";
import {type Context, type Figure, withError} from "../section";
import {inSentence, quoted, spaced, withCapital} from "../wording";

const kMostInputs = 6, kMostFigures = 2;

// The mean of a measure, of a party's value or of its gain.
function middleOf(structure: Structure, measure: string): number | null {
  if (structure.measures[measure]) return structure.measures[measure].mean;
  const dot = measure.lastIndexOf(".");
  const value = structure.values[measure.substring(0, dot)];
  return value ? (measure.substring(dot + 1) === "gain" ? value.gain : value.mean) : null;
}

function inputKind(influence: Influence): Kind {
  return {unit: influence.unit, display: influence.display};
}

// An input that the model does not label, by its name: right.waived as "right: waived".
function inputLabel(influence: Influence): string {
  return influence.label || spaced(influence.input).replace(".", ": ");
}

function tornadoFigure(context: Context, measure: string, isFirst: boolean): Figure {
  const {structure, words, name} = context;
  const kind = words.measureKind(structure, measure);
  const influences = structure.what_matters[measure].filter((i) => finite(i.low) && finite(i.high)).slice(0, kMostInputs);
  const label = withCapital(words.measure(structure, measure));
  const inputAt = (i: Influence, value: number | null) => words.numbers.number(exact(value), inputKind(i));
  const top = influences[0];
  const isSure = influences.length > 0 && sure(estimate(top.first_order, top.first_order_se));
  return {
    name: "tornado " + measure,
    lead: isFirst,
    title: isSure
      ? `${words.numbers.withError(estimate(top.first_order, top.first_order_se), kPercent)} of the variance of ${inSentence(label)} goes with one input: ${inputLabel(top)}`
      : "No single input carries more of the spread of " + label + " than its ±",
    subtitle: `${label}; mean with each input in its lowest and in its highest tenth; ${quoted(name)}`,
    how: "A long bar is an input that moves the result. The percentage is the part of the variance that goes with it alone.",
    draw: (frame) =>
      tornado(
        {
          title: label,
          description: "The result where each input is low and where it is high",
          rows: influences.map((i) => ({
            label: inputLabel(i),
            share: estimate(i.first_order, i.first_order_se),
            low: estimate(i.low, i.low_se),
            high: estimate(i.high, i.high_se),
            lowInput: inputAt(i, i.input_low),
            highInput: inputAt(i, i.input_high),
          })),
          middle: middleOf(structure, measure),
          format: words.format(kind),
          say: words.say(kind),
          sayShare: words.say(kPercent),
        },
        frame,
      ),
    table: {
      caption: label + ": what it hangs on",
      columns: [
        {title: "Input"}, {title: "Of the variance", numeric: true}, {title: "Lowest tenth", numeric: true}, {title: "Result there", numeric: true},
        {title: "Highest tenth", numeric: true}, {title: "Result there", numeric: true},
      ],
      rows: influences.map((i) => ({
        head: html`<a class=g href="#${valueId(i.input)}">${inputLabel(i)}</a>`,
        cells: [
          withError(context, i.first_order, i.first_order_se, kPercent), inputAt(i, i.input_low), withError(context, i.low, i.low_se, kind),
          inputAt(i, i.input_high), withError(context, i.high, i.high_se, kind),
        ],
      })),
    },
  };
}

// The parties that would hedge first, then the others; what a deal adds before what a party is worth.
export function tornadoFigures(context: Context): Figure[] {
  const {structure, results, isBaseline} = context;
  const parties = results.model.parties.map((p) => p.name);
  const hedgers = results.model.hedges.map((h) => h.party);
  const member = isBaseline ? ".value" : ".gain";
  const names = Object.keys(structure.what_matters).filter((m) => structure.what_matters[m].some((i) => finite(i.low) && finite(i.high)));
  const rank = (m: string) => {
    const party = m.substring(0, m.lastIndexOf("."));
    const place = hedgers.indexOf(party);
    return m.substring(m.lastIndexOf(".")) !== member ? 1000 : place >= 0 ? place : 100 + parties.indexOf(party);
  };
  return names
    .map((m, place) => ({m, place, rank: rank(m)}))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, kMostFigures)
    .map((item, i) => tornadoFigure(context, item.m, i === 0));
}
