// The pieces of a deal side by side: bars to the right of zero give back, bars to the left take; the whole deal stands beneath them, apart.

import {axisAbove, axisAboveHeight, horizontalScale, uprights} from "./axis";
import {covered, errorAcross, missing} from "./error_bar";
import {layRows, Row} from "./rows";
import {AxisWords, drawn, Estimate, Format, Frame, kNothing, said, Say, Words} from "./spec";
import {bar, hit, mark, picture, sentence, settled} from "./svg";

export interface Piece {
  label: string;
  note?: string;
  value: Estimate;
  more?: string;
}

export interface PiecesSpec extends Words {
  pieces: Piece[];
  /** All together less the sum of the pieces: how they work on each other. */
  leftOver?: Piece;
  /** The whole deal. */
  whole?: Piece;
  axis?: AxisWords;
  format: Format;
  say: Say;
}

export function pieces(spec: PiecesSpec, given: Frame): string {
  const frame = settled(given);
  const all: {piece: Piece; kind: string}[] = [];
  for (const piece of spec.pieces) all.push({piece, kind: "piece"});
  if (spec.leftOver !== undefined) all.push({piece: spec.leftOver, kind: "left-over"});
  if (spec.whole !== undefined) all.push({piece: spec.whole, kind: "whole"});
  if (all.length === 0) return sentence("pieces", spec, frame, kNothing);

  const rows: Row[] = [];
  const values: (number | null)[] = [];
  for (const {piece, kind} of all) {
    const whole = kind === "whole";
    rows.push({label: piece.label, note: piece.note, says: [said(piece.value, spec.say)], strong: whole, apart: whole && all.length > 1});
    for (const value of covered(piece.value)) values.push(value);
  }
  const layout = layRows(rows, frame.width, 18);
  const x = horizontalScale(values, true, layout.left, layout.right);
  const placed = layout.place(2 + axisAboveHeight(x, spec.axis, layout.left, layout.right));
  const axis = axisAbove(x, spec.axis, spec.format, layout.left, layout.right, 2, placed.spans);

  let marks = "";
  for (let i = 0; i < all.length; i++) {
    const {piece, kind} = all[i];
    const {middle, top, bottom} = placed.rows[i];
    const value = drawn(piece.value.value);
    const side = value !== null && value < 0 ? " below" : " above";
    let shapes = hit(layout.left, top, layout.right - layout.left, bottom - top);
    if (value === null) shapes += missing(x.at(0), middle, layout.right);
    else shapes += bar("bar " + kind + side, x.at(0), x.at(value), middle - 8, 16) + errorAcross(piece.value, x, middle, "error");
    const tip = piece.label + ": " + rows[i].says[0];
    marks += mark(piece.more === undefined || piece.more === "" ? tip : tip + ". " + piece.more, shapes);
  }
  const zero = uprights("zero", x.at(0), placed.spans);
  return picture("pieces", spec, frame, placed.bottom + 4, axis.svg + marks + zero + placed.svg);
}
