// The results as a page carries them: the same keys and shapes, less what the page does not read, and with fewer digits. Thinning
// what is thin already changes nothing.
import {steppedParties} from "./sections/steps";
import {type Maybe, type Results, type Series, type Structure, inOrder} from "./results";

const kMostSeries = 6, kMostPoints = 25, kMostInputs = 6, kMostMeasures = 2;
const kDigits = 4, kErrorDigits = 3;    // one more than is shown

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

// To so many digits, in such a way that rounding once more to fewer digits gives what rounding the whole number would: what is cut off
// after a 0 or 5 makes it a 1 or 6, so that it is no tie.
export function rounded(x: number, digits: number): number {
  if (x === 0 || !isFinite(x)) return x;
  const text = Math.abs(x).toExponential(20);
  const e = text.indexOf("e");
  let kept = text.charAt(0) + text.substring(2, digits + 1);
  const last = kept.charAt(digits - 1);
  if ((last === "0" || last === "5") && /[1-9]/.test(text.substring(digits + 1, e))) kept = kept.substring(0, digits - 1) + (last === "0" ? "1" : "6");
  const size = Number(kept + "e" + (parseInt(text.substring(e + 1), 10) - digits + 1));
  return x < 0 ? -size : size;
}

// What no section reads: wherever it stands, in the numbers of a hedge's pieces, and in measures.
const kUnread = /^(rank|discount|discount_se|unpaid_se|\w+_by_year_se|caused_by_year|came_back_by_year|q25|q25_se|q75|q75_se|paper_gain|paper_gain_se|promised_beyond_end_se|start_month|finn_cycling_index_se)$/;
const kUnreadOfPieces = /^(why|own_risk|own_risk_se|exposure|exposure_se|exposure_in_bad_tenth|exposure_in_bad_tenth_se|correlation|correlation_se|effectiveness|effectiveness_se|bar)$/;
const kUnreadOfMeasures = /^(q50|q50_se|es05|es05_se)$/;

function without(object: object, unread: RegExp): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (!unread.test(key)) kept[key] = (object as Record<string, unknown>)[key];
  return kept;
}

function mapped<T>(object: Record<string, T>, map: (value: T) => unknown): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const key of Object.keys(object)) all[key] = map(object[key]);
  return all;
}

// Without what is unread, and unless that is done already with fewer digits.
function fewer(value: Json, key: string, round: boolean): Json {
  if (typeof value === "number") return round ? rounded(value, key === "se" || /_se$/.test(key) ? kErrorDigits : kDigits) : value;
  if (Array.isArray(value)) return value.map((item) => fewer(item, key, round));
  if (value === null || typeof value !== "object") return value;
  const kept: {[key: string]: Json} = {};
  for (const k of Object.keys(value)) if (!kUnread.test(k)) kept[k] = fewer(value[k], k, round);
  return kept;
}

// Some points of each series as it is given, the last among them.
function pointsOf(results: Results): number[] {
  const count = (results.series_points || results.model.dates).length;
  const stride = Math.max(1, Math.ceil((count - 1) / (kMostPoints - 1)));
  const at: number[] = [];
  for (let i = 0; i < count; i += stride) at.push(i);
  if (count > 0 && at[at.length - 1] !== count - 1) at.push(count - 1);
  return at;
}

function thinSeries(series: Series, at: number[], round: boolean): Series {
  const value = (x: Maybe | undefined) => (typeof x !== "number" ? null : round ? rounded(x, kDigits) : x);
  const column = (values: Maybe[] | undefined) => at.map((i) => (values ? value(values[i]) : null));
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

function thinStructure(results: Results, name: string, at: number[], series: string[], round: boolean): Structure {
  const given = results.structures[name];
  const member = name === results.structure_names[0] ? ".value" : ".gain";
  const hedgers = results.model.hedges.map((h) => h.party);
  const parties = hedgers.concat(results.model.parties.map((p) => p.name)).filter((p, i, all) => all.indexOf(p) === i);
  const others = inOrder(results.order && results.order.measures, given.what_matters);
  const measures = parties.map((p) => p + member).concat(others).filter((m, i, all) => all.indexOf(m) === i && given.what_matters[m] && given.what_matters[m].length > 0);
  const matters: Structure["what_matters"] = {};
  const percent = (input: string) => results.model.values.some((v) => v.name === input && v.written.indexOf("%") >= 0);
  for (const m of measures.slice(0, kMostMeasures))
    matters[m] = given.what_matters[m].slice(0, kMostInputs).map((i) => (i.unit === "" && percent(i.input) ? {...i, display: "%"} : i));
  const {series: _, flows, measures: figures, what_matters: __, ...rest} = given;
  const structure = fewer({
    ...rest,
    hedges: mapped(given.hedges, (hedge) => ({...hedge, pieces: mapped(hedge.pieces, (piece) => without(piece, kUnreadOfPieces))})),
    measures: mapped(figures, (measure) => without(measure, kUnreadOfMeasures)),
    flows,
    what_matters: matters,
  } as unknown as Json, "", round) as unknown as Structure;
  for (const flow of structure.flows) {
    if (flow.from === "world" || flow.to === "world") flow.by_year = [];
    delete (flow as {by_year_se?: unknown}).by_year_se;
  }
  structure.dependence = structure.dependence
    .filter((d) => d.shares.length > 1 || d.what === "receipts")
    .map((d) => ({...d, herfindahl: d.herfindahl.slice(-1)}));
  const stepped = steppedParties(results, given);
  for (const party of Object.keys(structure.values)) if (stepped.indexOf(party) < 0) structure.values[party].parts = [];
  structure.series = {};
  for (const s of series) if (given.series[s]) structure.series[s] = thinSeries(given.series[s], at, round);
  return structure;
}

export function thinned(results: Results): Results {
  const first = results.structures[results.structure_names[0]];
  const {series_points} = results;
  const round = !series_points;    // what the program has thinned is rounded already
  const at = pointsOf(results);
  const series = first ? shown(first, results.order && results.order.series).slice(0, kMostSeries) : [];
  const structures: Results["structures"] = {};
  for (const name of results.structure_names) structures[name] = thinStructure(results, name, at, series, round);
  return {...results, series_points: series_points ? at.map((i) => series_points[i]) : at, structures};
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
