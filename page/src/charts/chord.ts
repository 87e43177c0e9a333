// Who pays whom, all at once: an arc for each party, as long as all it pays and gets; a ribbon for each payment, as wide at its start as
// the amount, with a point where it arrives. The ribbons of a pair lie beside each other and do not cross.

import {Box} from "./labels";
import {sorted} from "./order";
import {listNames, placeNames, polar, RingName} from "./ring";
import {drawn, Format, Frame, kNothing, Words} from "./spec";
import {coordinate, mark, picture, sentence, settled, tag} from "./svg";

export interface ChordParty {
  name: string;
  label: string;
}

export interface ChordFlow {
  from: string;
  to: string;
  total: number | null;
}

export interface ChordSpec extends Words {
  parties: ChordParty[];
  /** Summed over each pair and direction; what a party pays itself, or what goes to nobody named here, is left out. */
  flows: ChordFlow[];
  /** Two parties whose payments to each other are in the accent; the others are grey. */
  focus?: [string, string];
  format: Format;
}

/** A stretch of the circle, in radians clockwise from twelve o'clock. */
export interface Arc {
  from: number;
  to: number;
}

export interface ChordLayout {
  /** One for each party, and what it pays and gets together. */
  arcs: Arc[];
  totals: number[];
  /** One for each payment: where it starts and where it arrives; both as long as the amount is of all. */
  ribbons: {source: number; target: number; amount: number; out: Arc; into: Arc}[];
}

/** Payments [from][to] around a circle, with gaps of `pad` radians. Partners come around an arc in the order that keeps ribbons apart. */
export function layChords(matrix: number[][], pad: number): ChordLayout {
  const count = matrix.length;
  const totals: number[] = [];
  let all = 0;
  let present = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) if (j !== i) sum += matrix[i][j] + matrix[j][i];
    totals.push(sum);
    all += sum;
    if (sum > 0) present++;
  }
  const unit = all > 0 ? (2 * Math.PI - pad * present) / all : 0;
  const arcs: Arc[] = [];
  const out: Arc[][] = [];
  const into: Arc[][] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const from = at;
    out.push([]);
    into.push([]);
    for (let step = 1; step < count; step++) {
      const j = (i - step + count) % count;
      out[i][j] = {from: at, to: at + matrix[i][j] * unit};
      at = out[i][j].to;
      into[i][j] = {from: at, to: at + matrix[j][i] * unit};
      at = into[i][j].to;
    }
    arcs.push({from, to: at});
    if (totals[i] > 0) at += pad;
  }
  const ribbons: ChordLayout["ribbons"] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (i !== j && matrix[i][j] > 0) ribbons.push({source: i, target: j, amount: matrix[i][j], out: out[i][j], into: into[j][i]});
    }
  }
  return {arcs, totals, ribbons};
}

function matrixOf(spec: ChordSpec): number[][] {
  const place = (name: string): number => {
    for (let i = 0; i < spec.parties.length; i++) if (spec.parties[i].name === name) return i;
    return -1;
  };
  const matrix = spec.parties.map(() => spec.parties.map(() => 0));
  for (const flow of spec.flows) {
    const amount = drawn(flow.total);
    const from = place(flow.from);
    const to = place(flow.to);
    if (amount === null || from < 0 || to < 0 || from === to) continue;
    if (amount >= 0) matrix[from][to] += amount;
    else matrix[to][from] -= amount;
  }
  return matrix;
}

const kThick = 11;

export function chord(spec: ChordSpec, given: Frame): string {
  const frame = settled(given);
  const matrix = matrixOf(spec);
  const layout = layChords(matrix, 0.05);
  if (layout.ribbons.length === 0) return sentence("chord", spec, frame, kNothing);

  const x = frame.width / 2;
  const radius = Math.max(80, Math.min(215, frame.width * (frame.width < 560 ? 0.33 : 0.3)));
  const inner = radius - kThick - 2;
  const shown: number[] = [];
  for (let i = 0; i < spec.parties.length; i++) if (layout.totals[i] > 0) shown.push(i);
  const focused = (i: number): boolean =>
    spec.focus !== undefined && (spec.parties[i].name === spec.focus[0] || spec.parties[i].name === spec.focus[1]);
  const names: RingName[] = shown.map((i) => ({
    label: spec.parties[i].label,
    angle: (layout.arcs[i].from + layout.arcs[i].to) / 2,
    strong: focused(i),
  }));
  const solid: Box[] = [];
  for (let degree = 0; degree < 360; degree += 3) {
    const [px, py] = polar(x, 0, (degree * Math.PI) / 180, radius - 5);
    solid.push({x: px - 5, y: py - 5, width: 10, height: 10});
  }
  const ring = placeNames(names, {x, radius, half: 2, solid, soft: [], width: frame.width});
  let top = -radius;
  let bottom = radius;
  for (const box of ring.boxes) {
    top = Math.min(top, box.y);
    bottom = Math.max(bottom, box.y + box.height);
  }
  const dy = 6 - top;

  const at = (angle: number, r: number): string => {
    const [px, py] = polar(x, dy, angle, r);
    return coordinate(px) + "," + coordinate(py);
  };
  const sweep = (arc: Arc, r: number, back: boolean): string =>
    "A" +
    coordinate(r) +
    "," +
    coordinate(r) +
    " 0 " +
    (arc.to - arc.from > Math.PI ? "1 " : "0 ") +
    (back ? "0 " : "1 ") +
    at(back ? arc.from : arc.to, r);
  const middle = coordinate(x) + "," + coordinate(dy);
  let svg = "";
  // The accent last, over the greys.
  const ordered = sorted(
    layout.ribbons,
    (a, b) => Number(focused(a.source) && focused(a.target)) - Number(focused(b.source) && focused(b.target)) || b.amount - a.amount,
  );
  for (const ribbon of ordered) {
    const head = inner - Math.min(14, Math.max(6, (ribbon.into.to - ribbon.into.from) * inner * 0.5));
    const d =
      "M" +
      at(ribbon.out.from, inner) +
      sweep(ribbon.out, inner, false) +
      "Q" +
      middle +
      " " +
      at(ribbon.into.from, head) +
      "L" +
      at((ribbon.into.from + ribbon.into.to) / 2, inner) +
      "L" +
      at(ribbon.into.to, head) +
      "Q" +
      middle +
      " " +
      at(ribbon.out.from, inner) +
      "Z";
    const tip = spec.parties[ribbon.source].label + " → " + spec.parties[ribbon.target].label + ": " + spec.format(ribbon.amount);
    svg += mark(tip, tag("path", {class: focused(ribbon.source) && focused(ribbon.target) ? "ribbon chosen" : "ribbon", d}));
  }
  for (const i of shown) {
    const arc = layout.arcs[i];
    let paid = 0;
    let got = 0;
    for (let j = 0; j < spec.parties.length; j++) {
      if (j === i) continue;
      paid += matrix[i][j];
      got += matrix[j][i];
    }
    const d =
      "M" + at(arc.from, radius) + sweep(arc, radius, false) + "L" + at(arc.to, radius - kThick) + sweep(arc, radius - kThick, true) + "Z";
    svg += mark(
      spec.parties[i].label + ": pays " + spec.format(paid) + ", gets " + spec.format(got),
      tag("path", {class: focused(i) ? "arc chosen" : "arc", d}),
    );
  }
  svg += ring.svg(dy);
  bottom += dy + 6;
  if (ring.numbered) {
    const listing = listNames(names, frame.width, bottom + 4);
    svg += listing.svg;
    bottom = listing.bottom;
  }
  return picture("chord", spec, frame, bottom + 2, svg);
}
