// Reads a chart back: its elements, the boxes that its text is estimated to fill, and everything that has to hold for every chart.
import {expect} from "vitest";
import {type Box, overlap} from "../../src/charts/labels";
import {kAscent, kDescent, textWidth} from "../../src/charts/text";

export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** Text right inside it, unescaped. */
  text: string;
  parents: Element[];
}

function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
}

/** The elements in order; fails on markup that is not well-formed. */
export function elementsOf(svg: string): Element[] {
  const all: Element[] = [];
  const open: Element[] = [];
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z0-9:-]+="[^"<>]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < svg.length) {
    const from = token.lastIndex;
    const found = token.exec(svg);
    if (found === null) throw new Error("not well-formed: " + svg.slice(from, from + 120));
    const [, closes, name, written, empty, text] = found;
    if (text !== undefined) {
      if (/&(?!(lt|gt|quot|amp|#39);)/.test(text)) throw new Error("a bare & in " + text);
      if (open.length > 0) open[open.length - 1].text += unescaped(text);
    } else if (closes) {
      const last = open.pop();
      if (!last || last.name !== name) throw new Error("</" + name + "> closes nothing");
    } else {
      const attributes: Record<string, string> = {};
      for (const [, key, value] of written.matchAll(/([a-zA-Z0-9:-]+)="([^"]*)"/g)) {
        if (key in attributes) throw new Error(key + " is written twice");
        attributes[key] = unescaped(value);
      }
      const element = {name, attributes, text: "", parents: open.slice()};
      all.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length > 0) throw new Error("<" + open[0].name + "> is not closed");
  return all;
}

export interface Label extends Box {
  text: string;
}

/** The boxes that text fills by the table of widths. */
export function labelsOf(elements: Element[]): Label[] {
  return elements
    .filter((e) => e.name === "text")
    .map((e) => {
      const size = Number(e.attributes["font-size"]);
      const width = textWidth(e.text, size, e.attributes["font-weight"] === "700" ? "bold" : "regular");
      const x = Number(e.attributes.x);
      const anchor = e.attributes["text-anchor"];
      return {
        text: e.text,
        x: anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x,
        y: Number(e.attributes.y) - size * kAscent,
        width,
        height: size * (kAscent + kDescent),
      };
    });
}

const kNumbers: Record<string, string[]> = {
  rect: ["x", "y", "width", "height"],
  line: ["x1", "y1", "x2", "y2"],
  circle: ["cx", "cy", "r"],
  text: ["x", "y"],
};

/** The corners that a shape reaches, but for the thickness of its line. */
function reached(e: Element): [number, number][] {
  const n = (key: string) => Number(e.attributes[key]);
  if (e.name === "rect")
    return [
      [n("x"), n("y")],
      [n("x") + n("width"), n("y") + n("height")],
    ];
  if (e.name === "line")
    return [
      [n("x1"), n("y1")],
      [n("x2"), n("y2")],
    ];
  if (e.name === "circle")
    return [
      [n("cx") - n("r"), n("cy") - n("r")],
      [n("cx") + n("r"), n("cy") + n("r")],
    ];
  if (e.name !== "path") return [];
  const points: [number, number][] = [];
  const half = Number(e.attributes["stroke-width"] ?? 0) / 2;
  for (const [, command, rest] of e.attributes.d.matchAll(/([MLQAZ])([^MLQAZ]*)/g)) {
    const numbers = rest
      .split(/[\s,]+/)
      .filter((t) => t !== "")
      .map(Number);
    for (const number of numbers) hold(Number.isFinite(number), () => e.attributes.d);
    // Of a curve and of an arc the end counts; what lies between is nearer to the middle.
    const at = command === "M" || command === "L" ? 0 : command === "Q" ? 2 : command === "A" ? 5 : -1;
    if (at < 0) continue;
    hold(numbers.length === at + 2, () => e.attributes.d);
    points.push([numbers[at] - half, numbers[at + 1] - half], [numbers[at] + half, numbers[at + 1] + half]);
  }
  return points;
}

const kElements = ["svg", "title", "desc", "g", "rect", "line", "circle", "path", "text", "defs", "pattern"];

/** As `expect`, but fast enough to be asked of every element of thousands of charts. */
function hold(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new Error(otherwise());
}

/** Everything that holds for every chart, whatever it is made from. Returns its elements. */
export function sound(svg: string, id: string): Element[] {
  const elements = elementsOf(svg);
  const root = elements[0];
  expect(root.name).toBe("svg");
  const [left, top, width, height] = root.attributes.viewBox.split(" ").map(Number);
  expect([left, top]).toEqual([0, 0]);
  expect(height).toBeGreaterThan(0);
  expect(height).toBeLessThan(20000);
  expect(root.attributes.class).toMatch(/^chart chart-[a-z-]+$/);
  const marks = elements.filter((e) => e.attributes.class === "mark");
  expect(root.attributes.role).toBe(marks.length > 0 ? "figure" : "img");
  expect(root.attributes["aria-labelledby"]).toBe(`${id}-t ${id}-d`);
  expect(elements[1]).toMatchObject({name: "title", attributes: {id: id + "-t"}});
  expect(elements[2]).toMatchObject({name: "desc", attributes: {id: id + "-d"}});

  for (const mark of marks) {
    const {tabindex, role, "data-tip": tip, "aria-label": label} = mark.attributes;
    hold(
      tabindex === "0" && role === "img" && tip !== "" && label === tip,
      () => `a mark that cannot be read: ${JSON.stringify(mark.attributes)}`,
    );
  }
  const ids = elements.map((e) => e.attributes.id).filter((x) => x !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  for (const one of ids) expect(one.startsWith(id)).toBe(true);

  for (const e of elements) {
    const where = () => `${e.name} ${JSON.stringify(e.attributes)} in ${width} × ${height}`;
    hold(kElements.includes(e.name), where);
    for (const key of Object.keys(e.attributes)) {
      hold(!/^on|^style$|^transform$|^href$/.test(key), where);
      if (key !== "data-tip" && key !== "aria-label") hold(!/NaN|undefined|Infinity|null/.test(e.attributes[key]), where);
    }
    for (const key of kNumbers[e.name] ?? []) hold(/^-?\d+(\.\d{1,2})?$/.test(e.attributes[key]), where);
    if (e.parents.some((p) => p.name === "pattern")) continue;
    for (const [x, y] of reached(e)) hold(x >= -0.01 && y >= -0.01 && x <= width + 0.01 && y <= height + 0.01, () => "outside: " + where());
  }

  const labels = labelsOf(elements);
  labels.forEach((label, i) => {
    hold(
      label.x >= -0.5 && label.x + label.width <= width + 0.5 && label.y >= -0.5 && label.y + label.height <= height + 0.5,
      () => `outside: “${label.text}” ${JSON.stringify(label)} in ${width} × ${height}`,
    );
    // Half a pixel of the estimate may be shared: no letter is that near to the edge of its box.
    for (let j = 0; j < i; j++) {
      hold(
        !overlap(label, labels[j], -0.5),
        () => `labels overlap: “${label.text}” and “${labels[j].text}” ${JSON.stringify([label, labels[j]])}`,
      );
    }
    if (label.text.endsWith("…")) {
      const element = elements.filter((e) => e.name === "text")[i];
      hold(
        elements.some((e) => e.name === "title" && e.parents.includes(element)),
        () => `“${label.text}” does not say what it was`,
      );
    }
  });
  return elements;
}

export const withClass = (elements: Element[], name: string): Element[] =>
  elements.filter((e) => (" " + (e.attributes.class ?? "") + " ").includes(" " + name + " "));

export const number = (e: Element, key: string): number => Number(e.attributes[key]);

/** The points of a path of straight lines. */
export function pointsOf(e: Element): [number, number][] {
  return [...e.attributes.d.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}
