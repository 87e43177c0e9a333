import type {Context, Figure} from "../section";

export function fanFigures(_context: Context): Figure[] {
  return [];
}
