// Where a verdict turns: the value of an uncertain input beyond which the deal would be judged otherwise.
import type {VerdictTurn} from "../results";
import {type Context, type Figure, withError} from "../section";
import {quoted, spaced, withCapital} from "../wording";

function inputLabel(turn: VerdictTurn): string {
  return turn.label || spaced(turn.input).replace(".", ": ");
}

export function turnsFigure(context: Context): Figure[] {
  const {structure, found, words, name, results} = context;
  if (context.isBaseline) return [];
  const titles = results.model.hedges.map((h) => h.title).filter((title) => structure.hedges[title] && structure.hedges[title].verdict !== "no verdict");
  const told = titles.map((title) => (found.hedges[title] && found.hedges[title].turns) || "").filter((text) => text !== "");
  if (told.length === 0) return [];
  const rows = titles.map((title) => {
    const hedge = structure.hedges[title];
    const turns = hedge.turns || [];
    const where = turns.map((t) => {
      const at = withError(context, t.at, t.at_se, {unit: t.unit, display: t.display});
      return `${t.verdict}: ${inputLabel(t)} ${t.below ? "below" : "above"} ${at}`;
    });
    return {head: withCapital(title), cells: [words.party(hedge.party), hedge.verdict, where.length > 0 ? where.join("; ") : "nowhere"]};
  });
  return [
    {
      name: "turns",
      tableOnly: true,
      title: told.join(" "),
      subtitle: `The verdict now, and the value of one input, all else as uncertain as it is, beyond which it would be another; ${quoted(name)}`,
      how: "A line through the verdict's numbers in each tenth of the input says where they cross the bar of two cents.",
      draw: () => "",
      table: {caption: "Where the verdicts turn", columns: [{title: "Hedge"}, {title: "Party"}, {title: "Now"}, {title: "Turns to"}], rows},
    },
  ];
}
