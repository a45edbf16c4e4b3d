/** At most about `limit` items of a list, close at its start and wide at its end, the last included. */
export function thinned<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  const chosen = new Set<number>([items.length - 1]);
  for (let k = 0; k < limit; k++) {
    chosen.add(Math.round(items.length ** (k / (limit - 1))) - 1);
  }
  return [...chosen].sort((a, b) => a - b).map((at) => items[at]);
}
