// Fans: how the model's main series spread over time, with the middle of the baseline beside them.
import {fan} from "../charts";
import {type Kind, estimate} from "../number_text";
import {type Maybe, type Series, inOrder} from "../results";
import type {Context, Figure} from "../section";
import {monthInWords, quoted, withCapital} from "../wording";

const kMostFans = 6;

// Which series are shown: cash first, then those that the model names for readers and that are not the same in all futures, those
// that differ between the structures before those that do not.
function shownSeries(context: Context): string[] {
  const {structure, baseline} = context;
  const wide = (s: Series) => s.q05.some((low, i) => low !== s.q95[i] && low !== null);
  const order = context.results.order && context.results.order.series;
  const names = inOrder(order, {...baseline.series, ...structure.series});
  const series = (n: string) => structure.series[n] || baseline.series[n];
  const rank = (n: string) => {
    const s = series(n);
    return s.role === "cash" ? 0 : structure.series[n] && structure !== baseline && !sameMiddle(s, baseline.series[n]) ? 1 : 2;
  };
  return names
    .filter((n) => (series(n).role === "cash" || series(n).label !== "") && wide(series(n)))
    .map((name, place) => ({name, place, rank: rank(name)}))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, kMostFans)
    .map((item) => item.name);
}

function sameMiddle(a: Series, b: Series | undefined): boolean {
  return b !== undefined && a.q50.every((x, i) => x === b.q50[i]);
}

function datesOf(context: Context, count: number): string[] {
  const {dates} = context.results.model;
  const points = context.results.series_points;
  return points && points.length === count ? points.map((i) => dates[i]) : dates.slice(0, count);
}

function last<T>(items: T[]): T {
  return items[items.length - 1];
}

function fanFigure(context: Context, name: string, isFirst: boolean): Figure {
  const {words, structure, baseline, isBaseline} = context;
  const series = structure.series[name] || baseline.series[name];
  const before = baseline.series[name];
  const kind: Kind = {unit: series.unit, display: series.display};
  // The unit stands over the axis once.
  const whole = words.numbers.number(estimate(1, 0), kind), bare = words.numbers.withoutUnit(estimate(1, 0), kind);
  const unit = whole.substring(bare.length).trim();
  const format = (value: number) => words.numbers.withoutUnit(estimate(value, 0), kind);
  const label = withCapital(series.label || name);
  const dates = datesOf(context, series.q50.length);
  const at = (x: Maybe) => words.numbers.number(estimate(x, 0), kind);
  const bands = [{label: context.name, chosen: true, ...columns(series)}];
  if (!isBaseline && before && !sameMiddle(series, before)) bands.push({label: words.baseline, chosen: false, ...columns(before)});
  return {
    name: "fan " + name,
    half: true,
    lead: isFirst,
    title: `${label} in the end: ${at(last(series.q50))} in the middle future, ${words.numbers.withoutUnit(estimate(last(series.q05), 0), kind)} to ${at(last(series.q95))} in 9 of 10`,
    subtitle: `Middle, half and 9 in 10 of futures; ${words.years}; ${quoted(context.name)}${bands.length > 1 ? " and the middle of " + quoted(words.baseline) : isBaseline ? "" : ", as in " + quoted(words.baseline)}`,
    how: "The line is the middle future. Half of all futures lie in the dark band, nine in ten in the light one.",
    draw: (frame) => fan({title: label, description: "Middle and ranges over time", dates, bands, layout: "overlaid", unit, zero: series.display.indexOf("%") >= 0 || series.role === "cash", format}, frame),
    table: {
      caption: label + " over time",
      columns: [{title: "When"}, {title: "1 in 20 below", numeric: true}, {title: "Middle", numeric: true}, {title: "1 in 20 above", numeric: true}],
      rows: yearly(dates).map((i) => ({head: monthInWords(dates[i]), cells: [at(series.q05[i]), at(series.q50[i]), at(series.q95[i])]})),
    },
  };
}

function columns(s: Series) {
  return {q05: s.q05, q25: s.q25 || s.q05, q50: s.q50, q75: s.q75 || s.q95, q95: s.q95};
}

// One row a year, and the last.
function yearly(dates: string[]): number[] {
  const rows: number[] = [];
  dates.forEach((date, i) => {
    if (i === 0 || i === dates.length - 1 || date.substring(0, 4) !== dates[i - 1].substring(0, 4)) rows.push(i);
  });
  return rows;
}

export function fanFigures(context: Context): Figure[] {
  return shownSeries(context).map((name, i) => fanFigure(context, name, i === 0));
}
