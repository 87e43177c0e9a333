// Who pays whom, put together by pair of parties: for the circle and the chord.
import {finite} from "../number_text";
import type {Flow, Maybe} from "../results";
import type {Context} from "../section";

export interface Payment {
  from: string;
  to: string;
  kind: "cash" | "credits";
  // What it is paid for.
  label: string;
  total: number;
  // Of flows whose errors are not known to be independent, added.
  error: number;
  byYear: Maybe[];
  // Under a contract that the baseline does not have.
  deal: boolean;
}

export function isShares(flow: Flow): boolean {
  return /\.shares$/.test(flow.asset);
}

// Among the parties alone; with the world only where the parties pay each other nothing. Shares are counted in shares, not in money,
// and credits that lapse go to nobody.
export function payments(context: Context): Payment[] {
  const {structure, baseline, isBaseline} = context;
  const found: Payment[] = [];
  const inside = (f: Flow) => f.from !== "world" && f.to !== "world";
  const counted = structure.flows.filter((f) => !isShares(f) && !/^lapsed/.test(f.kind) && f.from !== f.to && finite(f.total) && f.total > 0);
  const among = counted.filter(inside);
  for (const flow of among.length > 0 ? among : counted) {
    const deal = !isBaseline && flow.contract !== "" && baseline.contracts.indexOf(flow.contract) < 0;
    const kind = flow.asset === "cash" ? "cash" : "credits";
    let item = found.filter((p) => p.from === flow.from && p.to === flow.to && p.kind === kind && p.deal === deal)[0];
    if (!item) {
      item = {from: flow.from, to: flow.to, kind, label: "", total: 0, error: 0, byYear: flow.by_year.map(() => 0), deal};
      found.push(item);
    }
    if (flow.kind !== "" && item.label.split(", ").indexOf(flow.kind) < 0) item.label += (item.label === "" ? "" : ", ") + flow.kind;
    item.total += flow.total || 0;
    item.error += flow.total_se || 0;
    item.byYear = item.byYear.map((sum, i) => (sum || 0) + (flow.by_year[i] || 0));
  }
  return found;
}

export interface Sum {
  value: number;
  se: number;
}

export function sumOf(all: Payment[]): Sum {
  return all.reduce((sum, p) => ({value: sum.value + p.total, se: sum.se + p.error}), {value: 0, se: 0});
}

// The pair that pays each other most, both ways together; null where nobody pays anybody.
export function largestPair(all: Payment[]): {a: string; b: string; there: Sum; back: Sum} | null {
  let best: {a: string; b: string; there: Sum; back: Sum} | null = null;
  for (const p of all) {
    const there = sumOf(all.filter((q) => q.from === p.from && q.to === p.to)), back = sumOf(all.filter((q) => q.from === p.to && q.to === p.from));
    const whole = there.value + back.value, most = best ? best.there.value + best.back.value : -1;
    if (!best || whole > most || (whole === most && there.value > best.there.value)) best = {a: p.from, b: p.to, there, back};
  }
  return best;
}

export function partiesIn(context: Context, all: Payment[]): string[] {
  const names = context.results.model.parties.map((p) => p.name).concat(["world"]);
  return names.filter((n) => all.some((p) => p.from === n || p.to === n));
}

