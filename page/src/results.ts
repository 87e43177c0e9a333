// The results as docs/results.md describes them: what the page reads of the JSON. A number that cannot be said is null. The
// program thins and rounds the results before it puts them into a page (page/README.md says how far), so whatever may be thinned
// out is optional here.

export type Maybe = number | null;

// A number with its standard error, as `x` and `x_se` in the JSON.
export interface Estimate {
  value: Maybe;
  se: Maybe;
}

export interface Summary {
  unit: string;
  mean: Maybe;
  se: Maybe;
  sd?: Maybe;
  q05: Maybe;
  q05_se?: Maybe;
  q25: Maybe;
  q25_se?: Maybe;
  q50: Maybe;
  q50_se?: Maybe;
  q75: Maybe;
  q75_se?: Maybe;
  q95: Maybe;
  q95_se?: Maybe;
  es05?: Maybe;
  es05_se?: Maybe;
}

export interface Party {
  name: string;
  title: string;
  has_cash: boolean;
  discount: Maybe;
}

export type Standing = "fact" | "guess" | "unsourced";

export interface ModelValue {
  name: string;
  label: string;
  written: string;
  standing: Standing;
  source: string;
  also: string[];
  as_of: string;
  reason: string;
  note: string;
  contract: string;
}

export interface Source {
  key: string;
  title: string;
  publisher: string;
  author: string;
  date: string;
  url: string;
  note: string;
}

export interface Contract {
  name: string;
  type: string;
  about: string;
  parties: string[];
  arguments: {parameter: string; written: string; about: string}[];
  structures: string[];
}

export interface Terms {
  name: string;
  settings: {name: string; written: string}[];
}

export interface Model {
  title: string;
  currency: string;
  currency_sign: string;
  file: string;
  num_steps: number;
  step_months: number;
  dates: string[];
  years: number[];
  parties: Party[];
  values: ModelValue[];
  sources: Source[];
  contracts: Contract[];
  structures: Terms[];
  scenarios: Terms[];
  limits: string[];
  hedges: {title: string; party: string; exposure: string; gain: string}[];
  texts?: {name: string; text: string}[];
  num_facts: number;
  num_guesses: number;
  num_unsourced: number;
}

export interface ValuePart {
  form: string;
  kind: string;
  counterparty: string;
  contract: string;
  mean: Maybe;
  se: Maybe;
  change: Maybe;
  change_se: Maybe;
}

export interface PartyValue extends Summary {
  title: string;
  gain: Maybe;
  gain_se: Maybe;
  chance_better: Maybe;
  chance_better_se?: Maybe;
  parts: ValuePart[];
  promised_beyond_end?: Maybe;
  promised_beyond_end_se?: Maybe;
  paper_gain?: Maybe;
  paper_gain_se?: Maybe;
}

export interface Measure extends Summary {
  label: string;
  display: string;
}

export interface Series {
  label: string;
  display: string;
  unit: string;
  role: string;
  mean?: Maybe[];
  q05: Maybe[];
  q25?: Maybe[];
  q50: Maybe[];
  q75?: Maybe[];
  q95: Maybe[];
}

export interface Flow {
  name: string;
  contract: string;
  kind: string;
  from: string;
  to: string;
  asset: string;
  total: Maybe;
  total_se: Maybe;
  unpaid: Maybe;
  unpaid_se?: Maybe;
  by_year: Maybe[];
}

export type Verdict = "hedge" | "double bet" | "side bet" | "neither" | "no verdict";

export interface HedgeNumbers {
  verdict: Verdict;
  why: string;
  offset: Maybe;
  offset_se: Maybe;
  net: Maybe;
  net_se: Maybe;
  own_risk: Maybe;
  own_risk_se: Maybe;
  gain: Maybe;
  gain_se: Maybe;
  gain_in_bad_tenth?: Maybe;
  gain_in_bad_tenth_se?: Maybe;
  exposure?: Maybe;
  exposure_se?: Maybe;
  exposure_in_bad_tenth?: Maybe;
  exposure_in_bad_tenth_se?: Maybe;
  correlation?: Maybe;
  correlation_se?: Maybe;
  effectiveness?: Maybe;
  effectiveness_se?: Maybe;
  bar: Maybe;
}

export interface Contrast {
  name: string;
  label: string;
  display?: string;
  unit: string;
  all: Maybe;
  all_se: Maybe;
  bad_tenth: Maybe;
  bad_tenth_se: Maybe;
  sd: Maybe;
}

export interface VerdictTurn {
  input: string;
  label: string;
  display?: string;
  unit: string;
  at: Maybe;
  at_se: Maybe;
  verdict: Verdict;
  below: boolean;
}

export interface Hedge extends HedgeNumbers {
  party: string;
  exposure_measure: string;
  gain_measure: string;
  unit: string;
  by_value?: HedgeNumbers;
  pieces: Record<string, HedgeNumbers & {contract: boolean}>;
  left_over_gain: Maybe;
  left_over_gain_se: Maybe;
  left_over_offset: Maybe;
  left_over_offset_se: Maybe;
  bad_tenth: Contrast[];
  turns?: VerdictTurn[];
}

export interface RoundTrip {
  from: string;
  to: string;
  put_in: Maybe;
  put_in_se: Maybe;
  put_in_credits: Maybe;
  put_in_credits_se: Maybe;
  came_back: Maybe;
  came_back_se: Maybe;
  traced: Maybe;
  traced_se: Maybe;
  caused: Maybe;
  caused_se: Maybe;
  traced_by_kind: {kind: string; amount: Maybe; amount_se: Maybe}[];
  put_in_by_year: Maybe[];
  came_back_by_year: Maybe[];
  traced_by_year: Maybe[];
  caused_by_year: Maybe[];
}

export interface Default {
  chance: Maybe;
  chance_se: Maybe;
  upper95: Maybe;
  by_year: Maybe[];
  by_year_se?: Maybe[];
  saved: Maybe;
  saved_se: Maybe;
  sunk: Maybe;
  sunk_se: Maybe;
  losses: {
    counterparty: string;
    unpaid: Maybe;
    unpaid_se: Maybe;
    promised: Maybe;
    promised_se: Maybe;
    holdings: Maybe;
    holdings_se: Maybe;
  }[];
}

export interface Dependence {
  what: "supply" | "tag" | "receipts" | "spend";
  party: string;
  dispatch: string;
  kind: string;
  shares: {of: string; by_year: Maybe[]}[];
  herfindahl: Maybe[];
}

export interface Influence {
  input: string;
  label: string;
  unit: string;
  first_order: Maybe;
  first_order_se: Maybe;
  low: Maybe;
  low_se: Maybe;
  high: Maybe;
  high_se: Maybe;
  input_low: Maybe;
  input_high: Maybe;
  // "%" where the model writes the input in percent (thin.ts).
  display?: string;
}

export interface ScenarioCost {
  cost_without: Maybe;
  cost_without_se: Maybe;
  cost_with: Maybe;
  cost_with_se: Maybe;
  covered: Maybe;
  covered_se: Maybe;
}

export interface Structure {
  contracts: string[];
  values: Record<string, PartyValue>;
  measures: Record<string, Measure>;
  series: Record<string, Series>;
  flows: Flow[];
  hedges: Record<string, Hedge>;
  mutual: {holds: boolean; parties: string[]; why: string};
  scenarios: Record<string, Record<string, ScenarioCost>>;
  round_trips: RoundTrip[];
  revenue_sources: Record<string, {origin: string; share: Maybe; share_se: Maybe}[]>;
  finn_cycling_index: Maybe;
  finn_cycling_index_se: Maybe;
  defaults: Record<string, Default>;
  dependence: Dependence[];
  checks: {title: string; needed: Maybe; held: Maybe; ok: boolean}[];
  what_matters: Record<string, Influence[]>;
}

export interface StructureFindings {
  headline: string;
  worth: string;
  range: string;
  hedge: string;
  hedges: Record<string, {verdict: string; pieces: string; bad_tenth: string; turns?: string}>;
  by_scenario?: Record<string, {cost: string}>;
  scenarios: string;
  round_trip: string;
  default: string;
  dependence: string;
  what_matters: string;
  waterfall: string;
  checks: string;
}

export interface Findings {
  focus: string;
  headline: string;
  deal: string;
  better: string;
  sources: string;
  limits: string;
  repeat: string;
  next: string;
  structures: Record<string, StructureFindings>;
}

export interface Order {
  measures: string[];
  series: string[];
}

// The keys of an object whose order the model gives: those that the order names, then the others as they come.
export function inOrder(order: string[] | undefined, object: Record<string, unknown>): string[] {
  const keys = Object.keys(object);
  if (!order) return keys;
  const has = (key: string) => Object.prototype.hasOwnProperty.call(object, key);
  return order.filter(has).concat(keys.filter((key) => order.indexOf(key) < 0));
}

export interface Results {
  format: number;
  counterflow: string;
  paths: number;
  paths_asked: number;
  series_paths: number;
  seed: number;
  warnings: string[];
  structure_names: string[];
  // Where the program kept only some points of each series: point i of a series belongs to model.dates[series_points[i]].
  series_points?: number[];
  // Names in the order of the model, where the keys of objects may have lost it (host.ts finds them).
  order?: Order;
  model: Model;
  findings: Findings;
  structures: Record<string, Structure>;
}
