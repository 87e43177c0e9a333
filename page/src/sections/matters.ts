// What the answer hangs on: the inputs whose uncertainty moves the result most, from the same futures.
import {nothing} from "../html";
import type {Context, Section} from "../section";
import {tornadoFigures} from "./tornado";
import {turnsFigure} from "./turns";

export function mattersSection(context: Context): Section | null {
  const figures = tornadoFigures(context).concat(turnsFigure(context));
  if (figures.length === 0 && context.found.what_matters === "") return null;
  return {id: "matters", title: "What the answer hangs on", finding: context.found.what_matters, figures, body: nothing};
}
