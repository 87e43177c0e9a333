import type {Context, Figure} from "../section";

export function tornadoFigures(_context: Context): Figure[] {
  return [];
}
