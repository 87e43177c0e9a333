// Rows: a name, a drawing, and a number in words. Where there is width the name stands before the drawing and the words after it; on a
// narrow frame both stand on a line over it. All charts of horizontal bars and dots share this.

import {blockHeight} from "./labels";
import {block, line, text} from "./svg";
import {kAscent, kLabel, kLineHeight, kSmall, textWidth, widest, wrap} from "./text";

export interface Row {
  label: string;
  /** A second, smaller line beneath the name. */
  note?: string;
  /** The number in words; several where the row draws several things one below the other, evenly over its height. */
  says: string[];
  /** Set in bold: the row that the reader looks for. */
  strong?: boolean;
  /** A rule over the row, before a sum. */
  apart?: boolean;
}

export interface Placed {
  /** Where the drawing of the row goes: its middle. */
  middle: number;
  /** Top of the row, and of the next. */
  top: number;
  bottom: number;
}

export interface Rows {
  /** The plot's ends; the same in all rows. */
  left: number;
  right: number;
  /** Places and text, for a top that is known once the axis is laid out; and the spans in which upright lines meet no text. */
  place: (top: number) => {rows: Placed[]; spans: Span[]; svg: string; bottom: number};
}

const kGap = 12;
const kSide = 4;

/** From one y to another. */
export type Span = [number, number];

/** Lays rows out for a width; `height` is what the drawing in each needs. */
export function layRows(rows: Row[], width: number, height: number): Rows {
  let labelWidth = 0;
  let saysWidth = 0;
  for (const row of rows) {
    labelWidth = Math.max(labelWidth, textWidth(row.label, kLabel, row.strong ? "bold" : "regular"));
    if (row.note !== undefined) labelWidth = Math.max(labelWidth, textWidth(row.note, kSmall));
    saysWidth = Math.max(saysWidth, widest(row.says, kLabel, row.strong ? "bold" : "regular"));
  }
  return width >= 560 ? beside(rows, width, height, labelWidth, saysWidth) : above(rows, width, height);
}

function beside(rows: Row[], width: number, height: number, labelWidth: number, saysWidth: number): Rows {
  const names = Math.min(Math.ceil(labelWidth), Math.floor(width * 0.3));
  const words = Math.min(Math.ceil(saysWidth), Math.floor(width * 0.24));
  const left = kSide + names + kGap;
  const right = width - kSide - (words > 0 ? words + kGap : 0);
  const place = (top: number): {rows: Placed[]; spans: Span[]; svg: string; bottom: number} => {
    const placed: Placed[] = [];
    let svg = "";
    let y = top;
    for (const row of rows) {
      const weight = row.strong ? "bold" : "regular";
      const label = wrap(row.label, names, kLabel, 3, weight);
      const note = row.note === undefined || row.note === "" ? [] : wrap(row.note, names, kSmall, 2);
      const says: string[][] = [];
      let saysHeight = 0;
      for (const wordsOfOne of row.says) {
        const lines = wordsOfOne === "" ? [] : wrap(wordsOfOne, words, kLabel, 3, weight);
        says.push(lines);
        saysHeight += lines.length * kLabel * kLineHeight;
      }
      const labelHeight = blockHeight(label.length, kLabel) + (note.length > 0 ? blockHeight(note.length, kSmall) + 1 : 0);
      if (row.apart) {
        svg += line("sum-line", kSide, y + 4, width - kSide, y + 4);
        y += 8;
      }
      const rowHeight = Math.max(height, labelHeight, saysHeight) + 10;
      const middle = y + rowHeight / 2;
      let baseline = middle - labelHeight / 2 + kLabel * kAscent;
      svg += block(row.strong ? "name strong" : "name", kSide, baseline, label, kLabel, "start", weight, row.label);
      baseline += (label.length - 1) * kLabel * kLineHeight;
      if (note.length > 0) {
        const noteTop = middle - labelHeight / 2 + blockHeight(label.length, kLabel) + 1;
        svg += block("note", kSide, noteTop + kSmall * kAscent, note, kSmall, "start", "regular", row.note);
      }
      // Words of one line each stand beside the things that they are about; longer ones are one block.
      const level = says.length > 1 && says.every((lines) => lines.length <= 1);
      let lineTop = middle - saysHeight / 2;
      for (let i = 0; i < says.length; i++) {
        if (level) lineTop = middle - height / 2 + ((i + 0.5) * height) / says.length - blockHeight(1, kLabel) / 2;
        svg += block(
          row.strong ? "says strong" : "says",
          right + kGap,
          lineTop + kLabel * kAscent,
          says[i],
          kLabel,
          "start",
          weight,
          row.says[i],
        );
        lineTop += says[i].length * kLabel * kLineHeight;
      }
      placed.push({middle, top: y, bottom: y + rowHeight});
      y += rowHeight;
    }
    return {rows: placed, spans: [[top - 2, y]], svg, bottom: y};
  };
  return {left, right, place};
}

function above(rows: Row[], width: number, height: number): Rows {
  const left = kSide + 6;
  const right = width - kSide - 6;
  const place = (top: number): {rows: Placed[]; spans: Span[]; svg: string; bottom: number} => {
    const placed: Placed[] = [];
    const spans: Span[] = [];
    let svg = "";
    let y = top;
    for (const row of rows) {
      const weight = row.strong ? "bold" : "regular";
      if (row.apart) {
        svg += line("sum-line", kSide, y + 4, width - kSide, y + 4);
        y += 8;
      }
      // The words stand after the name if they leave it half the width, else on lines of their own.
      const says = row.says.filter((words) => words !== "").join("; ");
      const saysWidth = textWidth(says, kLabel, weight);
      const sameLine = saysWidth <= width * 0.5;
      const label = wrap(row.label, width - 2 * kSide - (sameLine && says !== "" ? saysWidth + kGap : 0), kLabel, 3, weight);
      const first = y + 4 + kLabel * kAscent;
      svg += block(row.strong ? "name strong halo" : "name halo", kSide, first, label, kLabel, "start", weight, row.label);
      let bottom = y + 4 + blockHeight(label.length, kLabel);
      if (sameLine) {
        svg += text(row.strong ? "says strong halo" : "says halo", width - kSide, first, says, kLabel, "end", weight);
      } else {
        const lines = wrap(says, width - 2 * kSide, kLabel, 3, weight);
        svg += block(
          row.strong ? "says strong halo" : "says halo",
          kSide,
          bottom + 2 + kLabel * kAscent,
          lines,
          kLabel,
          "start",
          weight,
          says,
        );
        bottom += 2 + blockHeight(lines.length, kLabel);
      }
      if (row.note !== undefined && row.note !== "") {
        const lines = wrap(row.note, width - 2 * kSide, kSmall, 2);
        svg += block("note halo", kSide, bottom + 1 + kSmall * kAscent, lines, kSmall, "start", "regular", row.note);
        bottom += 1 + blockHeight(lines.length, kSmall);
      }
      const middle = bottom + 3 + height / 2;
      placed.push({middle, top: y, bottom: middle + height / 2 + 5});
      spans.push([middle - height / 2 - 2, middle + height / 2 + 2]);
      y = middle + height / 2 + 5;
    }
    return {rows: placed, spans, svg, bottom: y};
  };
  return {left, right, place};
}
