// When somebody cannot pay: the chance in each year, here and in the baseline.
import {failures} from "../charts";
import {estimate, kPercent, kPlain} from "../number_text";
import type {Context, Figure} from "../section";
import {quoted} from "../wording";

const kMostPanels = 4;

// "OpenAI runs out of money most often in 2029: in 9.1 of 100 futures".
function worstYear(context: Context, party: string): string {
  const d = context.structure.defaults[party];
  let worst = 0;
  d.by_year.forEach((chance, i) => {
    if ((chance || 0) > (d.by_year[worst] || 0)) worst = i;
  });
  const chance = estimate(d.by_year[worst], d.by_year_se ? d.by_year_se[worst] : 0);
  return `${context.words.partyAlone(party)} runs out of money most often in ${context.results.model.years[worst]}: in ${context.words.numbers.in100(chance)} of 100 futures`;
}

export function failuresFigure(context: Context, parties: string[]): Figure | null {
  const {structure, baseline, words, name, isBaseline, results} = context;
  const {years} = results.model;
  if (parties.length === 0 || years.length === 0) return null;
  const shown = parties.slice(0, kMostPanels);
  const panel = (label: string, d: typeof structure.defaults[string]) => ({label, byYear: years.map((_, i) => estimate(d.by_year[i], d.by_year_se ? d.by_year_se[i] : 0))});
  const panels =
    shown.length === 1 && !isBaseline && baseline.defaults[shown[0]]
      ? [panel(words.baseline, baseline.defaults[shown[0]]), {...panel(name, structure.defaults[shown[0]]), chosen: true}]
      : shown.map((p) => panel(words.party(p), structure.defaults[p]));
  return {
    name: "failures",
    lead: true,
    title: worstYear(context, shown[0]),
    subtitle: `Chance of a default in each year, ${words.years}; part of all futures; ${panels.length > 1 && shown.length === 1 ? quoted(words.baseline) + " and " : ""}${quoted(name)}`,
    how: "Each column is the part of all futures in which the party runs out of money in that year. Whoever has defaulted stays out.",
    draw: (frame) =>
      failures({title: "Who cannot pay, and when", description: "Chance of a default in each year", years, panels, format: words.format(kPercent), say: words.say(kPercent)}, frame),
    table: {
      caption: "Who cannot pay, and when",
      columns: [
        {title: "Party"}, {title: "Of 100 futures", numeric: true}, ...(isBaseline ? [] : [{title: words.baseline, numeric: true}, {title: "Saved", numeric: true}, {title: "Sunk", numeric: true}]),
        ...years.map((y) => ({title: String(y), numeric: true})),
      ],
      rows: parties.map((p) => {
        const d = structure.defaults[p], before = baseline.defaults[p];
        const of100 = (value: number | null, se: number | null | undefined) => words.numbers.withError(estimate(value === null ? null : value * 100, (se || 0) * 100), kPlain);
        return {
          head: words.party(p),
          cells: [
            of100(d.chance, d.chance_se), ...(isBaseline ? [] : [before ? of100(before.chance, before.chance_se) : "", of100(d.saved, d.saved_se), of100(d.sunk, d.sunk_se)]),
            ...years.map((_, i) => of100(d.by_year[i], d.by_year_se ? d.by_year_se[i] : 0)),
          ],
        };
      }),
    },
  };
}
