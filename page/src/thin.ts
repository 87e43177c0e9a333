// The results as a page carries them: the same keys and shapes, less what the page does not read, and with fewer digits. Thinning
// what is thin already changes nothing.
import {type Maybe, type Results, type Series, type Structure, inOrder} from "./results";

const kMostSeries = 8, kMostPoints = 33, kMostInputs = 8, kMostMeasures = 3;
const kDigits = 4, kErrorDigits = 2, kSeriesDigits = 3;

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

function rounded(x: number, digits: number): number {
  return x === 0 || !isFinite(x) ? x : Number(x.toPrecision(digits));
}

// Keys of the results that no section reads, wherever they stand. Errors over time go with the series.
const kUnread = /^(rank|discount_se|unpaid_se|\w+_by_year_se|q25_se|q75_se|paper_gain|paper_gain_se|promised_beyond_end_se|chance_better_se|start_month|sd|correlation_se|exposure_se|finn_cycling_index_se)$/;

// Without what is unread, and unless that is done already with fewer digits.
function fewer(value: Json, key: string, round: boolean): Json {
  if (typeof value === "number") return round ? rounded(value, key === "se" || /_se$/.test(key) ? kErrorDigits : kDigits) : value;
  if (Array.isArray(value)) return value.map((item) => fewer(item, key, round));
  if (value === null || typeof value !== "object") return value;
  const kept: {[key: string]: Json} = {};
  for (const k of Object.keys(value)) if (!kUnread.test(k)) kept[k] = fewer(value[k], k, round);
  return kept;
}

// Some points of each series, the last among them.
function pointsOf(results: Results): number[] {
  const count = results.model.dates.length;
  const stride = Math.max(1, Math.ceil((count - 1) / (kMostPoints - 1)));
  const at: number[] = [];
  for (let i = 0; i < count; i += stride) at.push(i);
  if (count > 0 && at[at.length - 1] !== count - 1) at.push(count - 1);
  return at;
}

function thinSeries(series: Series, at: number[]): Series {
  const column = (values: Maybe[] | undefined) => at.map((i) => (values && typeof values[i] === "number" ? rounded(values[i] as number, kSeriesDigits) : null));
  const {label, display, unit, role} = series;
  return {label, display, unit, role, q05: column(series.q05), q25: column(series.q25), q50: column(series.q50), q75: column(series.q75), q95: column(series.q95)};
}

// The series that fans may show: cash, and what the model names for readers and is not the same in all futures.
function shown(structure: Structure, order: string[] | undefined): string[] {
  const names = inOrder(order, structure.series);
  const wide = (s: Series) => s.q05.some((low, i) => low !== s.q95[i] && low !== null);
  const cash = names.filter((n) => structure.series[n].role === "cash");
  return cash.concat(names.filter((n) => structure.series[n].role !== "cash" && structure.series[n].label !== "" && wide(structure.series[n])));
}

function thinStructure(results: Results, name: string, at: number[] | null, series: string[]): Structure {
  const given = results.structures[name];
  const member = name === results.structure_names[0] ? ".value" : ".gain";
  const hedgers = results.model.hedges.map((h) => h.party);
  const parties = hedgers.concat(results.model.parties.map((p) => p.name)).filter((p, i, all) => all.indexOf(p) === i);
  const others = inOrder(results.order && results.order.measures, given.what_matters);
  const measures = parties.map((p) => p + member).concat(others).filter((m, i, all) => all.indexOf(m) === i && given.what_matters[m] && given.what_matters[m].length > 0);
  const matters: Structure["what_matters"] = {};
  for (const m of measures.slice(0, kMostMeasures)) matters[m] = given.what_matters[m].slice(0, kMostInputs);
  const {series: _, flows, measures: figures, what_matters: __, ...rest} = given;
  const structure = fewer({
    ...rest,
    measures: figures,
    flows,
    what_matters: matters,
  } as unknown as Json, "", at !== null) as unknown as Structure;
  for (const flow of structure.flows) {
    if (flow.from === "world" || flow.to === "world") flow.by_year = [];
    delete (flow as {by_year_se?: unknown}).by_year_se;
  }
  structure.series = {};
  for (const s of series) if (given.series[s]) structure.series[s] = at ? thinSeries(given.series[s], at) : given.series[s];
  return structure;
}

export function thinned(results: Results): Results {
  const first = results.structures[results.structure_names[0]];
  const at = results.series_points ? null : pointsOf(results);
  const series = first ? shown(first, results.order && results.order.series).slice(0, kMostSeries) : [];
  const structures: Results["structures"] = {};
  for (const name of results.structure_names) structures[name] = thinStructure(results, name, at, series);
  return {...results, series_points: at || results.series_points, structures};
}

// What the browser needs: without what stands in the body once and for all.
export function forBrowser(results: Results): Results {
  const {model} = results;
  return {
    ...results,
    model: {
      ...model,
      texts: [],
      values: [],
      contracts: model.contracts.map((c) => ({name: c.name, type: c.type, about: "", parties: c.parties, arguments: [], structures: c.structures})),
      sources: newest(results),
      limits: [],
    },
  };
}

// The newest source: what the page says about all of them.
function newest(results: Results): Results["model"]["sources"] {
  const dates = results.model.sources.map((s) => s.date).sort();
  return dates.length === 0 ? [] : [{key: "", title: "", publisher: "", author: "", date: dates[dates.length - 1], url: "", note: ""}];
}
