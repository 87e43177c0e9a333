import type {Hedge} from "../results";
import type {Context, Figure} from "../section";

export function contrastFigure(_context: Context, _title: string, _hedge: Hedge): Figure | null {
  return null;
}
