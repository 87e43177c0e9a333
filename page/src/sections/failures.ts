import type {Context, Figure} from "../section";

export function failuresFigure(_context: Context, _parties: string[]): Figure | null {
  return null;
}
