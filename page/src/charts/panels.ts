// Small multiples: panels of the same size in a grid, as many beside each other as the width bears, each with a heading.

import {blockHeight} from "./labels";
import {block} from "./svg";
import {kAscent, kLabel, kSmall, wrap} from "./text";

export interface Heading {
  label: string;
  /** A second, smaller line. */
  note?: string;
  chosen?: boolean;
}

export interface Cell {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** In the first column, and in the last row of its column: where axes stand. */
  first: boolean;
  last: boolean;
}

export interface Panels {
  cells: Cell[];
  svg: string;
  bottom: number;
}

export interface Grid {
  left: number;
  right: number;
  top: number;
  /** A panel is not narrower than this, unless the frame is. */
  least: number;
  /** Height of the plot in a panel, and of what stands below it. */
  height: number;
  below: number;
  most?: number;
}

const kGap = 24;

/** How many panels stand beside each other. */
export function numColumns(count: number, width: number, least: number, most?: number): number {
  const fit = Math.max(1, Math.floor((width + kGap) / (least + kGap)));
  const columns = Math.max(1, Math.min(count, fit, most === undefined ? count : most));
  return Math.ceil(count / Math.ceil(count / columns)); // full rows: four panels in two rows of two rather than three and one
}

export function layPanels(headings: Heading[], grid: Grid): Panels {
  const width = grid.right - grid.left;
  const columns = numColumns(headings.length, width, grid.least, grid.most);
  const cellWidth = (width - (columns - 1) * kGap) / columns;
  const cells: Cell[] = [];
  let svg = "";
  let y = grid.top;
  for (let start = 0; start < headings.length; start += columns) {
    let headingHeight = 0;
    const rows: {label: string[]; note: string[]}[] = [];
    for (let i = start; i < Math.min(headings.length, start + columns); i++) {
      const heading = headings[i];
      const label = heading.label === "" ? [] : wrap(heading.label, cellWidth, kLabel, 3, "bold");
      const note = heading.note === undefined || heading.note === "" ? [] : wrap(heading.note, cellWidth, kSmall, 3);
      rows.push({label, note});
      headingHeight = Math.max(
        headingHeight,
        blockHeight(label.length, kLabel) + blockHeight(note.length, kSmall) + (note.length > 0 ? 1 : 0),
      );
    }
    for (let k = 0; k < rows.length; k++) {
      const i = start + k;
      const heading = headings[i];
      const left = grid.left + k * (cellWidth + kGap);
      const noteTop = y + blockHeight(rows[k].label.length, kLabel) + 1;
      svg += block(
        heading.chosen ? "name chosen" : "name",
        left,
        y + kLabel * kAscent,
        rows[k].label,
        kLabel,
        "start",
        "bold",
        heading.label,
      );
      svg += block("note", left, noteTop + kSmall * kAscent, rows[k].note, kSmall, "start", "regular", heading.note);
      const top = y + headingHeight + 8;
      cells.push({left, right: left + cellWidth, top, bottom: top + grid.height, first: k === 0, last: i + columns >= headings.length});
    }
    y += headingHeight + 8 + grid.height + grid.below + (start + columns < headings.length ? 18 : 0);
  }
  return {cells, svg, bottom: y};
}
