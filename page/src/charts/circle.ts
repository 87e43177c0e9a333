// Who pays whom: the parties as discs on a circle, between them arrows as wide as what is paid. Cash is solid, credits are dashed, promises
// are hatched; what belongs to the deal is in the accent. Each direction keeps to its own side of the road.

import {blockHeight, Box, Clearing, textBox} from "./labels";
import {sorted} from "./order";
import {keyLine, listNames, placeNames, polar, RingName, RingPlan} from "./ring";
import {drawn, Format, Frame, kNothing, Words} from "./spec";
import {Attributes, block, circle as disc, coordinate, line, mark, picture, polyline, rect, sentence, settled, tag, text} from "./svg";
import {kAscent, kSmall, textWidth, wrap} from "./text";

export interface CircleParty {
  /** What flows name it by. */
  name: string;
  label: string;
  /** Those outside the model: an open disc. */
  outside?: boolean;
  chosen?: boolean;
}

export type FlowKind = "cash" | "credits" | "promise";

export interface CircleFlow {
  from: string;
  to: string;
  kind: FlowKind;
  /** What it is paid for: "compute". */
  label: string;
  /** Over the run, and in each of `years`. */
  total: number | null;
  byYear: (number | null)[];
  /** Part of the deal: drawn in the accent. */
  chosen?: boolean;
}

export interface CircleSpec extends Words {
  parties: CircleParty[];
  flows: CircleFlow[];
  years: number[];
  /** The year that is drawn; null for the whole run. All years are drawn on one scale. */
  year: number | null;
  /** What the accent means, for the key: "part of the deal". */
  chosenWords?: string;
  format: Format;
}

/** How near to the middle of the circle a road bends: 1 is straight. */
const kBend = 0.7;

/** Flows between the same two parties, of one kind. */
interface Arrow {
  from: number;
  to: number;
  kind: FlowKind;
  chosen: boolean;
  parts: {label: string; amount: number}[];
  amount: number;
}

interface Geometry {
  arrow: Arrow;
  width: number;
  start: [number, number];
  control: [number, number];
  end: [number, number];
  tip: [number, number];
}

const kKinds: FlowKind[] = ["cash", "credits", "promise"];
const kKindWords = {cash: "cash", credits: "credits", promise: "promised"};

function amountOf(flow: CircleFlow, yearIndex: number): number {
  const value = drawn(yearIndex < 0 ? flow.total : yearIndex < flow.byYear.length ? flow.byYear[yearIndex] : null);
  return value === null ? 0 : value;
}

/** The arrows of a year (−1: of the whole run), in a fixed order; what would be negative is paid the other way. */
function arrowsOf(spec: CircleSpec, yearIndex: number): Arrow[] {
  const place = (name: string): number => {
    for (let i = 0; i < spec.parties.length; i++) if (spec.parties[i].name === name) return i;
    return -1;
  };
  const arrows: Arrow[] = [];
  for (const flow of spec.flows) {
    const amount = amountOf(flow, yearIndex);
    const from = place(amount < 0 ? flow.to : flow.from);
    const to = place(amount < 0 ? flow.from : flow.to);
    if (amount === 0 || from < 0 || to < 0 || from === to) continue;
    const chosen = flow.chosen === true;
    let found: Arrow | null = null;
    for (const arrow of arrows)
      if (arrow.from === from && arrow.to === to && arrow.kind === flow.kind && arrow.chosen === chosen) found = arrow;
    if (found === null) {
      found = {from, to, kind: flow.kind, chosen, parts: [], amount: 0};
      arrows.push(found);
    }
    found.amount += Math.abs(amount);
    let known = false;
    for (const part of found.parts) {
      if (part.label === flow.label) {
        part.amount += Math.abs(amount);
        known = true;
      }
    }
    if (!known) found.parts.push({label: flow.label, amount: Math.abs(amount)});
  }
  return arrows;
}

/** The most that goes from one party to another in what is drawn on this scale. */
function largestRoad(spec: CircleSpec): number {
  const indices: number[] = [];
  if (spec.year === null) indices.push(-1);
  else for (let i = 0; i < spec.years.length; i++) indices.push(i);
  let largest = 0;
  for (const index of indices) {
    const sums: {[pair: string]: number} = {};
    for (const arrow of arrowsOf(spec, index)) {
      const pair = arrow.from + ">" + arrow.to;
      sums[pair] = (sums[pair] || 0) + arrow.amount;
      largest = Math.max(largest, sums[pair]);
    }
  }
  return largest;
}

function geometry(arrows: Arrow[], places: [number, number][], radius: number, half: number, largest: number, widest: number): Geometry[] {
  const result: Geometry[] = [];
  const used: {[pair: string]: number} = {};
  const ordered = sorted(arrows, (a, b) => a.from - b.from || a.to - b.to || Number(b.chosen) - Number(a.chosen) || b.amount - a.amount);
  const width = (arrow: Arrow): number => Math.max(1, (widest * arrow.amount) / largest);
  for (const arrow of ordered) {
    const [ax, ay] = places[arrow.from];
    const [bx, by] = places[arrow.to];
    const length = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    const ux = (bx - ax) / length;
    const uy = (by - ay) / length;
    const rx = -uy; // to the right of the way, on the screen
    const ry = ux;
    const w = width(arrow);
    const pair = arrow.from + ">" + arrow.to;
    const before = used[pair] || 0;
    used[pair] = before + w + 4;
    const lane = 3 + before + w / 2;
    // Roads bend towards the middle of the circle; one that goes through it bends to its right.
    const mx = (ax + bx) / 2;
    const my = (ay + by) / 2;
    const central = Math.sqrt(mx * mx + my * my) < radius * 0.2;
    const bend = central ? length * 0.09 : 0;
    const control: [number, number] = [mx * kBend + rx * (lane + bend), my * kBend + ry * (lane + bend)];
    const head = Math.max(7, Math.min(16, w * 0.7 + 4));
    // Both ends leave the disc in the direction of the control point.
    const leave = direction([ax + rx * lane, ay + ry * lane], control);
    const arrive = direction([bx + rx * lane, by + ry * lane], control);
    const start: [number, number] = [ax + rx * lane + leave[0] * (half + 2), ay + ry * lane + leave[1] * (half + 2)];
    const tip: [number, number] = [bx + rx * lane + arrive[0] * (half + 2), by + ry * lane + arrive[1] * (half + 2)];
    const end: [number, number] = [tip[0] + arrive[0] * head, tip[1] + arrive[1] * head];
    result.push({arrow, width: w, start, control, end, tip});
  }
  return result;
}

function direction(from: [number, number], to: [number, number]): [number, number] {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  return [dx / length, dy / length];
}

function onCurve(g: Geometry, t: number): [number, number] {
  const s = 1 - t;
  return [
    s * s * g.start[0] + 2 * s * t * g.control[0] + t * t * g.end[0],
    s * s * g.start[1] + 2 * s * t * g.control[1] + t * t * g.end[1],
  ];
}

/** Where along an arrow its amount may stand, best first; and how far beside it. */
const kSpots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
const kBeside = [6, 16, 28, 42, 60];

interface Spot {
  words: string;
  box: Box;
  /** From the arrow to the label; null where it stands on the arrow. */
  leader: Leader | null;
}

type Leader = [number, number, number, number];

/** A leader as a row of small boxes, so that labels keep off it and it keeps off them. */
function along([x1, y1, x2, y2]: Leader): Box[] {
  const count = Math.ceil((Math.abs(x2 - x1) + Math.abs(y2 - y1)) / 5);
  const result: Box[] = [];
  for (let i = 0; i < count; i++) result.push({x: x1 + ((x2 - x1) * i) / count, y: y1 + ((y2 - y1) * i) / count, width: 0, height: 0});
  return result;
}

/** An arrow's amount with what it is paid for, where that is one thing, and the amount alone, for where there is less room. */
function labelWords(spec: CircleSpec, arrow: Arrow, narrow: boolean): string[] {
  const amount = spec.format(arrow.amount);
  const what = arrow.parts.length === 1 ? arrow.parts[0].label : "";
  return narrow || what === "" || textWidth(what, kSmall, "bold") > 150 ? [amount] : [amount + " " + what, amount];
}

function spotFor(g: Geometry, options: string[], onArrow: Clearing, beside: Clearing): Spot | null {
  const boxAt = (x: number, y: number, words: string): Box => {
    const box = textBox(x, 0, [words], kSmall, "middle", "bold");
    return {...box, y: y - box.height / 2};
  };
  for (const words of options) {
    if (g.width >= 16) {
      for (const t of kSpots) {
        const [x, y] = onCurve(g, t);
        const box = boxAt(x, y, words);
        if (onArrow.free(box)) return {words, box, leader: null};
      }
    }
    for (const distance of kBeside) {
      for (const t of kSpots) {
        const [x, y] = onCurve(g, t);
        const [ux, uy] = direction(onCurve(g, t - 0.05), onCurve(g, t + 0.05));
        for (const side of [1, -1]) {
          const nx = -uy * side;
          const ny = ux * side;
          const free = boxAt(0, 0, words);
          // From the arrow's edge outwards until the whole box is clear of it.
          const away = g.width / 2 + distance + (Math.abs(nx) * free.width) / 2 + (Math.abs(ny) * free.height) / 2;
          const box = boxAt(x + nx * away, y + ny * away, words);
          if (!beside.free(box)) continue;
          const to = [Math.max(box.x, Math.min(box.x + box.width, x)), Math.max(box.y, Math.min(box.y + box.height, y))];
          const leader: Leader = [x + (nx * g.width) / 2, y + (ny * g.width) / 2, to[0], to[1]];
          if (along(leader).every((point) => onArrow.free(point))) return {words, box, leader};
        }
      }
    }
  }
  return null;
}

function strokeOf(kind: FlowKind, chosen: boolean, width: number, id: string): Attributes {
  if (kind === "credits") {
    return {"stroke-dasharray": coordinate(Math.max(5, width * 0.6)) + " " + coordinate(Math.max(3, width * 0.3))};
  }
  return kind === "promise" ? {stroke: "url(#" + id + (chosen ? "-hc" : "-h") + ")"} : {};
}

function arrowShape(g: Geometry, dy: number, id: string): string {
  const {arrow, width} = g;
  const tone = arrow.chosen ? " chosen" : "";
  const at = ([x, y]: [number, number]): string => coordinate(x) + "," + coordinate(y + dy);
  const d = "M" + at(g.start) + "Q" + at(g.control) + " " + at(g.end);
  const arrive = direction(g.end, g.tip);
  const wing = Math.max(4, width / 2 + 3);
  const back: [number, number] = [g.end[0] - arrive[0], g.end[1] - arrive[1] + dy];
  const head: [number, number][] = [
    [g.tip[0], g.tip[1] + dy],
    [back[0] - arrive[1] * wing, back[1] + arrive[0] * wing],
    [back[0] + arrive[1] * wing, back[1] - arrive[0] * wing],
  ];
  return (
    tag("path", {class: "hit-line", d}) +
    tag("path", {class: "arrow " + arrow.kind + tone, d, "stroke-width": width, ...strokeOf(arrow.kind, arrow.chosen, width, id)}) +
    polyline("head" + tone, head, true)
  );
}

function tipOf(spec: CircleSpec, arrow: Arrow): string {
  const parts = sorted(arrow.parts, (a, b) => b.amount - a.amount).filter((part) => part.label !== "");
  const words = parts.map((part) => part.label + (parts.length > 1 ? " " + spec.format(part.amount) : "")).join(", ");
  return (
    spec.parties[arrow.from].label +
    " → " +
    spec.parties[arrow.to].label +
    ": " +
    spec.format(arrow.amount) +
    " " +
    kKindWords[arrow.kind] +
    (words === "" ? "" : " (" + words + ")") +
    (spec.year === null ? "" : " in " + spec.year)
  );
}

/** Hatching for promises, in both tones. */
function hatches(id: string): string {
  const hatch = (name: string, tone: string): string =>
    tag(
      "pattern",
      {id: name, patternUnits: "userSpaceOnUse", width: 6, height: 6},
      rect("hatch-ground" + tone, 0, 0, 6, 6),
      tag("path", {class: "hatch-line" + tone, d: "M-1,7L7,-1M-1,1L1,-1M5,7L7,5"}),
    );
  return tag("defs", {}, hatch(id + "-h", ""), hatch(id + "-hc", " chosen"));
}

export function circle(spec: CircleSpec, given: Frame): string {
  const frame = settled(given);
  const count = spec.parties.length;
  if (count === 0) return sentence("circle", spec, frame, kNothing);

  let yearIndex = -1;
  if (spec.year !== null) {
    yearIndex = spec.years.length; // a year that is not there has no flows
    for (let i = 0; i < spec.years.length; i++) if (spec.years[i] === spec.year) yearIndex = i;
  }
  const narrow = frame.width < 560;
  const radius = count === 1 ? 40 : Math.max(84, Math.min(220, frame.width * (narrow ? 0.28 : 0.31)));
  const half = Math.min(narrow ? 11 : 16, count > 1 ? radius * Math.sin(Math.PI / count) * 0.45 : 16);
  const x = frame.width / 2;
  const angles: number[] = [];
  // Two stand left and right; else the first is at the top.
  for (let i = 0; i < count; i++) angles.push((count === 2 ? -Math.PI / 2 : 0) + (2 * Math.PI * i) / count);
  const centred = angles.map((angle): [number, number] => (count === 1 ? [0, 0] : polar(0, 0, angle, radius)));

  const arrows = arrowsOf(spec, yearIndex);
  const largest = largestRoad(spec);
  // The widest road is a fraction of the room between neighbours.
  const widest = Math.max(6, Math.min(narrow ? 20 : 34, count > 1 ? radius * Math.sin(Math.PI / count) * 0.6 : 20));
  const roads =
    largest > 0
      ? geometry(arrows, centred, radius, half, largest, widest).map((g): Geometry => {
          const moved = ([px, py]: [number, number]): [number, number] => [px + x, py];
          return {...g, start: moved(g.start), control: moved(g.control), end: moved(g.end), tip: moved(g.tip)};
        })
      : [];

  const names: RingName[] = spec.parties.map((party, i) => ({label: party.label, angle: angles[i], strong: party.chosen}));
  const discs = centred.map(([cx, cy]): Box => ({x: x + cx - half, y: cy - half, width: 2 * half, height: 2 * half}));
  const soft: Box[] = [];
  for (const g of roads) {
    const r = g.width / 2 + 1;
    for (let t = 0; t <= 1.001; t += 0.05) {
      const [px, py] = onCurve(g, t);
      soft.push({x: px - r, y: py - r, width: 2 * r, height: 2 * r});
    }
  }
  const plan: RingPlan = {x, radius: (count === 1 ? 0 : radius) + half, half, solid: discs, soft, width: frame.width};
  const ring = placeNames(names, plan);

  // The top is where the highest of all stands.
  let top = 0;
  let bottom = 0;
  for (const box of discs.concat(ring.boxes, soft)) {
    top = Math.min(top, box.y);
    bottom = Math.max(bottom, box.y + box.height);
  }
  for (const g of roads) {
    top = Math.min(top, g.tip[1] - g.width / 2 - 6);
    bottom = Math.max(bottom, g.tip[1] + g.width / 2 + 6);
  }
  const dy = 6 - top;
  let svg = hatches(frame.id);
  const small = sorted(roads, (a, b) => b.width - a.width); // thin ones over wide ones, and last in the way of the pointer
  for (const g of small) svg += mark(tipOf(spec, g.arrow), arrowShape(g, dy, frame.id));
  spec.parties.forEach((party, i) => {
    const [cx, cy] = centred[i];
    svg += disc("party" + (party.outside ? " outside" : "") + (party.chosen ? " chosen" : ""), x + cx, cy + dy, half);
  });
  svg += ring.svg(dy);

  // Amounts of the deal's and of the largest arrows: on a wide arrow, beside a thin one, and only where they touch nothing.
  const bounds: Box = {x: 2, y: top + 2, width: frame.width - 4, height: bottom - top - 4};
  const onArrow = new Clearing(bounds, 2);
  const beside = new Clearing(bounds, 2);
  const take = (box: Box): void => {
    onArrow.take(box);
    beside.take(box);
  };
  for (const box of discs.concat(ring.boxes)) take(box);
  for (const box of soft) beside.take(box);
  const byWeight = sorted(roads, (a, b) => Number(b.arrow.chosen) - Number(a.arrow.chosen) || b.width - a.width);
  let amounts = "";
  for (const g of byWeight.slice(0, narrow ? 6 : 12)) {
    const spot = spotFor(g, labelWords(spec, g.arrow, narrow), onArrow, beside);
    if (spot === null) continue;
    take(spot.box);
    if (spot.leader !== null) for (const point of along(spot.leader)) take(point);
    const kind = g.arrow.chosen ? "amount chosen halo" : "amount halo";
    if (spot.leader !== null)
      svg += line(g.arrow.chosen ? "leader chosen" : "leader", spot.leader[0], spot.leader[1] + dy, spot.leader[2], spot.leader[3] + dy);
    amounts += text(kind, spot.box.x + spot.box.width / 2, spot.box.y + kSmall * kAscent + dy, spot.words, kSmall, "middle", "bold");
  }
  svg += amounts;
  bottom += dy + 6;

  if (roads.length === 0) {
    const lines = wrap("No payments" + (spec.year === null ? "" : " in " + spec.year) + ".", frame.width - 8, kSmall, 2);
    svg += block("note", x, bottom + kSmall * kAscent, lines, kSmall, "middle");
    bottom += blockHeight(lines.length, kSmall) + 4;
  }
  if (ring.numbered) {
    const listing = listNames(names, frame.width, bottom + 6);
    svg += listing.svg;
    bottom = listing.bottom;
  }
  const present = kKinds.filter((kind) => arrows.some((arrow) => arrow.kind === kind));
  const entries =
    present.length > 1 || present.indexOf("cash") < 0
      ? present.map((kind) => ({
          words: kKindWords[kind],
          draw: (from: number, y: number): string =>
            tag("path", {
              class: "arrow " + kind,
              d: "M" + coordinate(from) + "," + coordinate(y) + "L" + coordinate(from + 26) + "," + coordinate(y),
              "stroke-width": 7,
              ...strokeOf(kind, false, 7, frame.id),
            }),
        }))
      : [];
  if (
    spec.chosenWords !== undefined &&
    spec.chosenWords !== "" &&
    arrows.some((arrow) => arrow.chosen) &&
    arrows.some((arrow) => !arrow.chosen)
  ) {
    entries.push({words: spec.chosenWords, draw: (from, y) => rect("key chosen", from, y - 4, 26, 8)});
  }
  const key = keyLine(entries, frame.width, bottom + 4);
  return picture("circle", spec, frame, key.bottom + 2, svg + key.svg);
}
