import { closestString, levenshteinDistance } from "@std/text";

/**
 * The known word that a mistyped one may stand for: one that it begins, else the most alike; absent
 * where more than half of its letters would have to change.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length < 2 || known.length === 0) return undefined;
  const whole = known.find((name) => name.startsWith(word));
  if (whole !== undefined) return whole;
  const alike = closestString(word, known);
  return levenshteinDistance(word, alike) <= word.length / 2 ? alike : undefined;
}
