// Writing SVG as text: escaping, rounding, elements, and the outermost element that every chart shares.

import {Frame, Words} from "./spec";
import {kLineHeight, kSmall, Weight, wrap} from "./text";

export type Attributes = {[name: string]: string | number | undefined};

const kUnsafe = /[&<>"'\u0000-\u001f\u007f\ud800-\udfff\ufffe\uffff]/;

/** Text that is safe between tags and in quoted attributes. What XML cannot hold (controls, half a surrogate pair) is left out. */
export function escaped(text: string): string {
  if (!kUnsafe.test(text)) return text;
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
      if (next >= 0xdc00 && next <= 0xdfff) {
        result += text.charAt(i) + text.charAt(i + 1);
        i++;
      }
      continue;
    }
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    if (code < 32 && code !== 9 && code !== 10) continue;
    if (code === 127 || code === 0xfffe || code === 0xffff) continue;
    const c = text.charAt(i);
    if (c === "&") result += "&amp;";
    else if (c === "<") result += "&lt;";
    else if (c === ">") result += "&gt;";
    else if (c === '"') result += "&quot;";
    else if (c === "'") result += "&#39;";
    else result += c;
  }
  return result;
}

/** A coordinate as text. A coordinate that is not finite is our mistake, never the data's. */
export function coordinate(value: number): string {
  if (!isFinite(value)) throw new Error("a coordinate is not finite");
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** An element. Content is markup already; values of attributes are escaped; what is undefined is left out. */
export function tag(name: string, attributes: Attributes, ...content: string[]): string {
  let result = "<" + name;
  for (const key of Object.keys(attributes).sort()) {
    // engines differ in the order of keys
    const value = attributes[key];
    if (value === undefined) continue;
    result += " " + key + '="' + (typeof value === "number" ? coordinate(value) : escaped(value)) + '"';
  }
  const inner = content.join("");
  return inner === "" && name !== "text" && name !== "g" ? result + "/>" : result + ">" + inner + "</" + name + ">";
}

export function rect(kind: string, x: number, y: number, width: number, height: number): string {
  return tag("rect", {class: kind, x, y, width: Math.max(0, width), height: Math.max(0, height)});
}

/** A rectangle between two positions on the x axis, in either order. */
export function bar(kind: string, x1: number, x2: number, y: number, height: number): string {
  return rect(kind, Math.min(x1, x2), y, Math.abs(x2 - x1), height);
}

export function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return tag("line", {class: kind, x1, y1, x2, y2});
}

export function circle(kind: string, cx: number, cy: number, r: number): string {
  return tag("circle", {class: kind, cx, cy, r});
}

/** A path through points; closed if asked. */
export function polyline(kind: string, points: [number, number][], closed?: boolean): string {
  if (points.length === 0) return "";
  let d = "";
  for (let i = 0; i < points.length; i++) d += (i === 0 ? "M" : "L") + coordinate(points[i][0]) + "," + coordinate(points[i][1]);
  return tag("path", {class: kind, d: closed ? d + "Z" : d});
}

export type Anchor = "start" | "middle" | "end";

/** One line of text; y is its baseline. `whole` is what it was shortened from: it goes into a <title>. */
export function text(
  kind: string,
  x: number,
  y: number,
  words: string,
  size: number,
  anchor?: Anchor,
  weight?: Weight,
  whole?: string,
): string {
  if (words === "") return "";
  return tag(
    "text",
    {
      class: kind,
      x,
      y,
      "font-size": size,
      "font-weight": weight === "bold" ? "700" : undefined,
      "text-anchor": anchor === undefined || anchor === "start" ? undefined : anchor,
    },
    whole !== undefined && whole !== words ? tag("title", {}, escaped(whole)) : "",
    escaped(words),
  );
}

/** Lines of text below each other; y is the first baseline. Each is a <text> of its own, so that any reader knows where it stands. */
export function block(
  kind: string,
  x: number,
  y: number,
  lines: string[],
  size: number,
  anchor?: Anchor,
  weight?: Weight,
  whole?: string,
): string {
  let result = "";
  for (let i = 0; i < lines.length; i++) {
    const shortened = i === lines.length - 1 && whole !== undefined && lines[i].charAt(lines[i].length - 1) === "…";
    result += text(kind, x, y + i * size * kLineHeight, lines[i], size, anchor, weight, shortened ? whole : undefined);
  }
  return result;
}

/** What carries a number: focusable, and its words are shown on hover and focus. */
export function mark(tip: string, ...content: string[]): string {
  return tag("g", {class: "mark", tabindex: "0", role: "img", "data-tip": tip, "aria-label": tip}, content.join(""));
}

/** The part of the picture in which a mark answers to the pointer; not seen. */
export function hit(x: number, y: number, width: number, height: number): string {
  return rect("hit", x, y, width, height);
}

/** The frame as charts use it: a width within bounds, and an id that can stand in url(#…). */
export function settled(frame: Frame): Frame {
  const width = isFinite(frame.width) ? Math.round(Math.min(2000, Math.max(260, frame.width))) : 720;
  return {width, id: frame.id.replace(/[^A-Za-z0-9_-]/g, "_")};
}

/**
 * The outermost element. A chart is a figure of marks to those who hear it: the role `img` would hide its marks, and stands only where
 * there are none.
 */
export function picture(name: string, words: Words, frame: Frame, height: number, content: string): string {
  const h = Math.ceil(height);
  const title = frame.id + "-t";
  const description = frame.id + "-d";
  return tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "chart chart-" + name,
      viewBox: "0 0 " + frame.width + " " + h,
      width: frame.width,
      height: h,
      role: content.indexOf('class="mark"') >= 0 ? "figure" : "img",
      "aria-labelledby": title + " " + description,
    },
    tag("title", {id: title}, escaped(words.title)),
    tag("desc", {id: description}, escaped(words.description)),
    content,
  );
}

/** A picture that says in words that there is nothing to draw. */
export function sentence(name: string, words: Words, frame: Frame, says: string): string {
  const lines = wrap(says, frame.width - 8, kSmall, 3);
  return picture(
    name,
    words,
    frame,
    16 + lines.length * kSmall * kLineHeight,
    block("note", 4, 22, lines, kSmall, "start", "regular", says),
  );
}
