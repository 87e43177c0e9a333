// Parts of a whole over the years, one figure for each thing that is shared.
import {stackedShares} from "../charts";
import type {Dependence} from "../results";
import type {Context, Figure} from "../section";
import {quoted} from "../wording";
import {dependenceTitle, shareName, topicOf, wholePercent} from "./dependence";

export function sharesFigure(context: Context, d: Dependence): Figure {
  const {words, name, results} = context;
  const {years} = results.model;
  const total = (s: Dependence["shares"][number]) => s.by_year.reduce((sum: number, y) => sum + (y || 0), 0);
  const shares = d.shares.slice().sort((a, b) => total(b) - total(a));
  const inside = shares.filter((s) => s.of !== "world");
  return {
    name: "shares " + [d.what, d.party, d.dispatch, d.kind].filter((t) => t !== "").join(" "),
    half: true,
    title: dependenceTitle(context, d),
    subtitle: `${topicOf(context, d)}; parts of the whole in each year, ${words.years}; mean over futures; ${quoted(name)}`,
    how: "Each column is a year and adds up to 100%. The taller a part, the more hangs on that one party.",
    draw: (frame) =>
      stackedShares(
        {
          title: topicOf(context, d),
          description: "Parts of the whole in each year",
          years,
          shares: shares.map((s) => ({label: shareName(context, d, s.of), byYear: s.by_year, chosen: s === inside[0]})),
          format: (value) => wholePercent(context, value),
        },
        frame,
      ),
    table: {
      caption: topicOf(context, d),
      columns: [{title: "Share of"}, ...years.map((y) => ({title: String(y), numeric: true}))],
      rows: shares.map((s) => ({head: shareName(context, d, s.of), cells: s.by_year.map((y) => wholePercent(context, y))})),
    },
  };
}
