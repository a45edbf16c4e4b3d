/**
 * Names cut to their ends, which tell layers apart, at a slash or dot where there is one:
 * `"…/layer1.0/relu"`. Names that would become the same stay whole.
 */
export function shortNames(names: readonly string[], limit: number): string[] {
  const cut = names.map((name) => name.length > limit ? ending(name, limit) : name);
  return cut.map((name, at) => cut.indexOf(name) === cut.lastIndexOf(name) ? name : names[at]);
}

function ending(name: string, limit: number): string {
  const end = name.slice(1 - limit);
  const separator = end.search(/[/.]/);
  // A cut that would leave less than half is worse than one within a word.
  return `…${separator >= 0 && separator < limit / 2 ? end.slice(separator) : end}`;
}
