import type {Context, Figure} from "../section";

export function circleFigure(_context: Context): Figure | null {
  return null;
}
