// Names around a circle: each stands outside, near its place, and touches neither another name nor what is drawn. Where not all find room
// (many long names on a narrow frame) all of them are numbered instead, and listed below the circle.

import {blockHeight, Box, Clearing, overlap, textBox} from "./labels";
import {Anchor, block, line, text} from "./svg";
import {kAscent, kLabel, kLineHeight, kSmall, textWidth, Weight, widestWord, wrap} from "./text";

export interface RingName {
  label: string;
  /** Radians, clockwise from twelve o'clock. */
  angle: number;
  strong?: boolean;
}

export interface RingPlan {
  /** The circle's centre is at (x, 0) while names are placed; `radius` is where names may begin. */
  x: number;
  radius: number;
  /** Half the size of what stands at a name's place: names above and below it keep clear of this. */
  half: number;
  /** What names must not touch, and what they should not touch if they can help it. */
  solid: Box[];
  soft: Box[];
  width: number;
}

interface Candidate {
  lines: string[];
  /** The width that it was broken for. */
  most: number;
  x: number;
  y: number;
  anchor: Anchor;
  box: Box;
  /** From the place to the label, where it is far. */
  leader: boolean;
}

export interface Ring {
  /** Boxes of all that was placed, in the plan's coordinates. */
  boxes: Box[];
  /** Whether names are numbered; then the numbers stand where the places are and the names below. */
  numbered: boolean;
  /** The names, moved down by `dy`. */
  svg: (dy: number) => string;
}

/** The place at an angle and a distance from the centre. */
export function polar(x: number, y: number, angle: number, radius: number): [number, number] {
  return [x + Math.sin(angle) * radius, y - Math.cos(angle) * radius];
}

const kMostLines = 5;

function candidates(name: RingName, plan: RingPlan): Candidate[] {
  const result: Candidate[] = [];
  const weight: Weight = name.strong ? "bold" : "regular";
  const across = Math.sin(name.angle);
  const up = Math.cos(name.angle);
  const add = (x: number, anchor: Anchor, most: number, where: "beside" | "above" | "below", y: number, leader: boolean): void => {
    if (most < 44) return;
    const lines = wrap(name.label, most, kLabel, kMostLines, weight);
    const height = blockHeight(lines.length, kLabel);
    const top = where === "beside" ? y - height / 2 : where === "above" ? y - height : y;
    const first = top + kLabel * kAscent;
    result.push({lines, most, x, y: first, anchor, box: textBox(x, first, lines, kLabel, anchor, weight), leader});
  };
  for (const distance of [0, 16, 32, 48]) {
    const [px, py] = polar(plan.x, 0, name.angle, plan.radius + distance + 4);
    const leader = distance > 0;
    for (const most of [190, 140, 105, 80]) {
      if (across > 0.25) add(px + 2, "start", Math.min(most, plan.width - px - 6), "beside", py, leader);
      if (across < -0.25) add(px - 2, "end", Math.min(most, px - 6), "beside", py, leader);
      if (Math.abs(up) > 0.25) {
        const centred = Math.min(most, 2 * Math.min(px, plan.width - px) - 6);
        if (Math.abs(across) <= 0.5) add(px, "middle", centred, up > 0 ? "above" : "below", py, leader);
      }
    }
    // Above or below the place, with the end of the name over it.
    const [cx, cy] = polar(plan.x, 0, name.angle, plan.radius - plan.half);
    const gap = plan.half + 3 + distance;
    for (const most of [140, 105, 80]) {
      for (const where of up >= 0 ? (["above", "below"] as const) : (["below", "above"] as const)) {
        const y = where === "above" ? cy - gap : cy + gap;
        if (across >= 0) add(cx - plan.half, "start", Math.min(most, plan.width - cx + plan.half - 4), where, y, leader);
        if (across <= 0) add(cx + plan.half, "end", Math.min(most, cx + plan.half - 4), where, y, leader);
        // Over its middle, moved as far as the frame's edge asks.
        const half = Math.min(most, textWidth(name.label, kLabel, weight)) / 2 + 3;
        add(Math.max(half, Math.min(plan.width - half, cx)), "middle", most, where, y, leader);
      }
    }
  }
  return result;
}

/** Where a leader ends: the point of the label's box that is nearest to the place. */
function nearest(box: Box, x: number, y: number): [number, number] {
  return [Math.max(box.x, Math.min(box.x + box.width, x)), Math.max(box.y, Math.min(box.y + box.height, y))];
}

/** The part of a leader that is outside the circle and before the label, as a row of points. */
function leaderOf(name: RingName, plan: RingPlan, box: Box): Box[] {
  const [x, y] = polar(plan.x, 0, name.angle, plan.radius);
  const [toX, toY] = nearest(box, x, y);
  const result: Box[] = [];
  for (let t = 0.15; t < 0.9; t += 0.15) result.push({x: x + (toX - x) * t, y: y + (toY - y) * t, width: 0, height: 0});
  return result;
}

function placed(names: RingName[], plan: RingPlan, soft: boolean): Candidate[] | null {
  const clearing = new Clearing({x: 2, y: -1e6, width: plan.width - 4, height: 2e6}, 3);
  for (const box of plan.solid) clearing.take(box);
  if (soft) for (const box of plan.soft) clearing.take(box);
  const others = new Clearing({x: -1e6, y: -1e6, width: 2e6, height: 2e6}, 2);
  const result: Candidate[] = [];
  for (const name of names) {
    // Names keep whole: neither shortened nor cut within a word.
    const word = widestWord(name.label, kLabel, name.strong ? "bold" : "regular");
    const whole = candidates(name, plan).filter((option) => option.most >= word && option.lines[option.lines.length - 1].slice(-1) !== "…");
    let found: Candidate | null = null;
    for (const option of whole) {
      // A leader runs through no other name, and no name stands on a leader.
      const leader = option.leader ? leaderOf(name, plan, option.box) : [];
      if (!clearing.free(option.box) || leader.some((point) => !others.free(point))) continue;
      found = option;
      clearing.take(option.box);
      others.take(option.box);
      for (const point of leader) clearing.take(point);
      break;
    }
    if (found === null) return null;
    result.push(found);
  }
  return result;
}

export function placeNames(names: RingName[], plan: RingPlan): Ring {
  const found = placed(names, plan, true) || placed(names, plan, false);
  if (found !== null) {
    const svg = (dy: number): string => {
      let result = "";
      found.forEach((candidate, i) => {
        const weight: Weight = names[i].strong ? "bold" : "regular";
        if (candidate.leader) {
          const [x, y] = polar(plan.x, dy, names[i].angle, plan.radius);
          const [toX, toY] = nearest(candidate.box, x, y - dy);
          result += line("leader", x, y, toX, toY + dy);
        }
        result += block(
          names[i].strong ? "name strong halo" : "name halo",
          candidate.x,
          candidate.y + dy,
          candidate.lines,
          kLabel,
          candidate.anchor,
          weight,
          names[i].label,
        );
      });
      return result;
    };
    return {boxes: found.map((candidate) => candidate.box), numbered: false, svg};
  }
  // Numbers at the places, outside the circle; where places are near each other, one farther out than the other.
  const boxes: Box[] = [];
  const spots: [number, number][] = [];
  for (const name of names) {
    for (let distance = 11; ; distance += 9) {
      const [x, y] = polar(plan.x, 0, name.angle, plan.radius + distance);
      const box = {x: x - 9, y: y - 9, width: 18, height: 18};
      if (boxes.some((other) => overlap(other, box, 0))) continue;
      boxes.push(box);
      spots.push([x, y]);
      break;
    }
  }
  const svg = (dy: number): string => {
    let result = "";
    spots.forEach(([x, y], i) => {
      const [px, py] = polar(plan.x, dy, names[i].angle, plan.radius);
      const [qx, qy] = [px + (x - px) * 0.5, py + (y + dy - py) * 0.5];
      if (Math.abs(y + dy - py) + Math.abs(x - px) > 20) result += line("leader", px, py, qx, qy);
      result += text(
        names[i].strong ? "name strong halo" : "name halo",
        x,
        y + dy + kSmall * 0.35,
        String(i + 1),
        kSmall,
        "middle",
        "bold",
      );
    });
    return result;
  };
  return {boxes, numbered: true, svg};
}

export interface Listing {
  svg: string;
  bottom: number;
}

/** The numbered names in columns. */
export function listNames(names: RingName[], width: number, top: number): Listing {
  const columns = width >= 900 ? 3 : width >= 560 ? 2 : 1;
  const each = (width - 8) / columns;
  const rows = Math.ceil(names.length / columns);
  let svg = "";
  let bottom = top;
  for (let column = 0; column < columns; column++) {
    let y = top;
    for (let i = column * rows; i < Math.min(names.length, (column + 1) * rows); i++) {
      const x = 4 + column * each;
      const weight: Weight = names[i].strong ? "bold" : "regular";
      const lines = wrap(names[i].label, each - 34, kSmall, 4, weight);
      svg += text("name", x + 18, y + kSmall * kAscent, String(i + 1), kSmall, "end", "bold");
      svg += block(names[i].strong ? "name strong" : "name", x + 24, y + kSmall * kAscent, lines, kSmall, "start", weight, names[i].label);
      y += lines.length * kSmall * kLineHeight + 3;
    }
    bottom = Math.max(bottom, y);
  }
  return {svg, bottom};
}

/** A key in one line or several: small drawings with a word each. `draw` draws in the 26 pixels from x on, around y. */
export function keyLine(entries: {draw: (x: number, y: number) => string; words: string}[], width: number, top: number): Listing {
  let x = 4;
  let y = top + 9;
  let svg = "";
  for (const entry of entries) {
    const words = wrap(entry.words, width - 44, kSmall, 1)[0];
    const wide = 26 + 6 + textWidth(words, kSmall) + 16;
    if (x > 4 && x + wide - 16 > width - 4) {
      x = 4;
      y += 20;
    }
    svg += entry.draw(x, y) + text("note", x + 32, y + kSmall * 0.35, words, kSmall, "start", "regular", entry.words);
    x += wide;
  }
  return {svg, bottom: entries.length === 0 ? top : y + 10};
}
