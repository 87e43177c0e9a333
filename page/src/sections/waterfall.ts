// From cheque to result: what a party's gain is made of.
import type {Context, Figure, Section} from "../section";
import {nothing} from "../html";
import {waterfallFigures} from "./steps";

export function waterfallSection(context: Context): Section | null {
  const figures: Figure[] = waterfallFigures(context);
  if (figures.length === 0 && context.found.waterfall === "") return null;
  return {id: "waterfall", title: "From cheque to result", finding: context.found.waterfall, figures, body: nothing};
}
