/** The part of `@std/text` that snnkit uses, typed by hand: deno-std ships plain JavaScript. */

/** The word of the list that is most like the given one, by edit distance. */
export function closestString(given: string, words: readonly string[]): string;
/** How many insertions, deletions and replacements of letters lead from one word to the other. */
export function levenshteinDistance(a: string, b: string): number;
