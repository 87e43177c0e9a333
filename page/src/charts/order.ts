// Sorting that keeps equals in their order in every engine, so that the same spec is the same text everywhere.

export function sorted<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  return list
    .map((item, index) => ({item, index}))
    .sort((a, b) => compare(a.item, b.item) || a.index - b.index)
    .map((of) => of.item);
}
