// What the bad tenth looks like: the drivers and series that differ most between it and all futures.
import {contrast} from "../charts";
import {type Kind, estimate, finite, sure} from "../number_text";
import type {Contrast, Hedge} from "../results";
import {type Context, type Figure, withError} from "../section";
import {quoted, withCapital} from "../wording";

const kMostPanels = 4;

function kindOf(c: Contrast): Kind {
  return {unit: c.unit, display: c.display};
}

// In standard deviations over futures; the program's sentence ranks in the same way.
function shift(c: Contrast): number {
  if (!finite(c.all) || !finite(c.bad_tenth) || !c.sd) return 0;
  const error = Math.sqrt(Math.pow(c.all_se || 0, 2) + Math.pow(c.bad_tenth_se || 0, 2));
  return sure(estimate(c.bad_tenth - c.all, error)) ? Math.abs(c.bad_tenth - c.all) / c.sd : 0;
}

export function contrastFigure(context: Context, title: string, hedge: Hedge): Figure | null {
  const {words, found, name} = context;
  const moved = hedge.bad_tenth.filter((c) => shift(c) > 0).sort((a, b) => shift(b) - shift(a));
  if (moved.length === 0) return null;
  const labelled = moved.filter((c) => c.label !== "");
  const shown = (labelled.length >= 2 ? labelled : moved).slice(0, kMostPanels);
  const label = (c: Contrast) => withCapital(c.label || c.name);
  return {
    name: "bad tenth " + title,
    title: (found.hedges[title] && found.hedges[title].bad_tenth) || "What the worst tenth looks like",
    subtitle: `Means over the run, in all futures and in the worst tenth for ${words.measure(context.structure, hedge.exposure_measure)}; units beside each; ${quoted(name)}`,
    how: "Two bars that differ much say what makes a future bad for this business. Each pair has a scale of its own.",
    draw: (frame) =>
      contrast(
        {
          title: "What the worst tenth looks like",
          description: "Means in all futures and in the worst tenth",
          names: ["all futures", "worst tenth"],
          panels: shown.map((c) => ({label: label(c), all: estimate(c.all, c.all_se), bad: estimate(c.bad_tenth, c.bad_tenth_se), say: words.say(kindOf(c))})),
        },
        frame,
      ),
    table: {
      caption: title + ": the worst tenth against all futures",
      columns: [{title: "Mean over the run"}, {title: "All futures", numeric: true}, {title: "Worst tenth", numeric: true}],
      rows: hedge.bad_tenth.map((c) => {
        const kind = kindOf(c);
        return {head: label(c), cells: [withError(context, c.all, c.all_se, kind), withError(context, c.bad_tenth, c.bad_tenth_se, kind)]};
      }),
    },
  };
}
