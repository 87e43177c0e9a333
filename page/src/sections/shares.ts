import type {Dependence} from "../results";
import type {Context, Figure} from "../section";

export function sharesFigure(_context: Context, _d: Dependence): Figure | null {
  return null;
}
