// How wide text is, without a font at hand; and how text is broken into lines and shortened so that it fits a width.
//
// Widths are estimated from a table: for each printable ASCII character the wider of DejaVu Sans and Liberation Sans (which has Arial's
// widths), in thousandths of the font size. Any of the sans-serif fonts that the page asks for is as narrow or narrower, so a label that
// fits by this table fits on the screen. Other characters count as wide as the widest letter of their script.

/** Font sizes of the charts, in CSS pixels: names and numbers, then axes and notes. */
export const kLabel = 13;
export const kSmall = 12;
/** From one baseline to the next, in font sizes; and from the baseline to the top and the bottom of the letters. */
export const kLineHeight = 1.25;
export const kAscent = 0.94;
export const kDescent = 0.25;

export type Weight = "regular" | "bold";

const kFirst = 32;
const kRegular = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337,
  337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787, 667, 787, 722, 667, 611, 732,
  684, 989, 685, 667, 685, 390, 337, 390, 838, 556, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635,
  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const kBold = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400,
  400, 838, 838, 838, 611, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 556, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812,
  774, 1103, 771, 724, 725, 457, 365, 457, 838, 556, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
  716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];

function characterWidth(code: number, bold: boolean): number {
  const table = bold ? kBold : kRegular;
  if (code >= kFirst && code < kFirst + table.length) return table[code - kFirst];
  if (code < kFirst || (code >= 0x300 && code < 0x370) || (code >= 0x200b && code <= 0x200f)) return 0; // controls, combining marks
  if (code < 0x250) {
    // Latin with accents: as wide as the widest small letter but m, or the widest capital
    if (code === 0xb7 || code === 0xa0) return 380;
    return code === 0xc6 || code === 0xe6 || code === 0x152 || code === 0x153 ? 1170 : 860;
  }
  if (code === 0x2013) return 556; // en dash
  if (code >= 0x2018 && code <= 0x201a) return 380; // single quotes
  if (code >= 0x201c && code <= 0x201e) return 660; // double quotes
  if (code === 0x20ac) return 700; // euro
  if (code >= 0x2000 && code <= 0x200a) return 600; // spaces
  if (code >= 0x2190 && code < 0x2300) return 1000; // arrows, mathematical signs
  if (code >= 0x370 && code < 0x600) return bold ? 1330 : 1100; // Greek, Cyrillic, Hebrew
  if (code >= 0xd800 && code <= 0xdfff) return 700; // half a pair: emoji and rare scripts are 1.4 wide
  if (code > 0xffff) return 1400; // the same, in engines that count a pair as one
  return 1100; // ideographs are one wide; dashes and ellipses not wider
}

/** The width of a line of text in CSS pixels, rarely less than what a browser needs. */
export function textWidth(text: string, size: number, weight?: Weight): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) width += characterWidth(text.charCodeAt(i), weight === "bold");
  return (width * size) / 1000;
}

/** The widest of several lines. */
export function widest(lines: string[], size: number, weight?: Weight): number {
  let width = 0;
  for (const line of lines) width = Math.max(width, textWidth(line, size, weight));
  return width;
}

function cutAt(text: string, length: number): string {
  const code = length > 0 ? text.charCodeAt(length - 1) : 0;
  return text.substring(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

function longestThatFits(text: string, width: number, size: number, weight: Weight | undefined, end: string): number {
  let used = textWidth(end, size, weight);
  for (let i = 0; i < text.length; i++) {
    used += (characterWidth(text.charCodeAt(i), weight === "bold") * size) / 1000;
    if (used > width) return i;
  }
  return text.length;
}

/** The text, or as much of it as fits with "…" at its end; never wider than `width` but for a lone "…". */
export function ellipsized(text: string, width: number, size: number, weight?: Weight): string {
  if (textWidth(text, size, weight) <= width) return text;
  return cutAt(text, longestThatFits(text, width, size, weight, "…")).replace(/[\s,;:.]+$/, "") + "…";
}

/** The widest word: with less room than this a word is cut in two. */
export function widestWord(text: string, size: number, weight?: Weight): number {
  return widest(text.split(/\s+/), size, weight);
}

/**
 * The text in lines of at most `width`. Broken at spaces, and after hyphens and slashes between letters; "±" stays with what follows it.
 * A word that is wider than a line is cut in two.
 * With more than `most` lines the last ends in "…". Always at least one line.
 */
export function wrap(text: string, width: number, size: number, most: number, weight?: Weight): string[] {
  const words = text
    .replace(/\s+/g, " ")
    .replace(/^ | $/g, "")
    .replace(/([^\s\d][-/–—])(?=[^\s\d])/g, "$1\u0000")
    .replace(/± /g, "±\u0001")
    .split(/ |(?=\u0000)/)
    .map((word) => word.replace(/\u0001/g, " "));
  const lines: string[] = [];
  let current = "";
  for (let w = 0; w < words.length; w++) {
    const glued = words[w].charAt(0) === "\u0000";
    let word = glued ? words[w].substring(1) : words[w];
    const joined = current === "" ? word : current + (glued ? "" : " ") + word;
    if (textWidth(joined, size, weight) <= width) {
      current = joined;
      continue;
    }
    if (current !== "") lines.push(current);
    while (textWidth(word, size, weight) > width && word.length > 1) {
      const piece = cutAt(word, Math.max(1, longestThatFits(word, width, size, weight, ""))) || word.substring(0, 2);
      lines.push(piece);
      word = word.substring(piece.length);
    }
    current = word;
  }
  if (current !== "" || lines.length === 0) lines.push(current);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = ellipsized(lines[most - 1] + " " + lines[most], width, size, weight);
  if (kept[most - 1].charAt(kept[most - 1].length - 1) !== "…") kept[most - 1] = ellipsized(kept[most - 1] + "…", width, size, weight);
  return kept;
}
