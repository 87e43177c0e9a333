import type {Context, Figure} from "../section";

export function waterfallFigures(_context: Context): Figure[] {
  return [];
}
