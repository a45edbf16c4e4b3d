/** Offenders that are named one by one. */
const LISTED = 5;

/**
 * Make sure that every label names one of a network's outputs.
 *
 * @param labels The class of each sample.
 * @param classes How many outputs the network has.
 * @throws {RangeError} Naming the first labels outside `0 … classes − 1` with their samples.
 *
 * @example
 * ```ts
 * import { checkLabels } from "@snnkit/datasets";
 * import { assertThrows } from "@std/assert";
 *
 * checkLabels([0, 9, 3], 10); // Does not throw.
 * assertThrows(() => checkLabels([0, 10, 3], 10), RangeError, "10 at sample 1");
 * ```
 */
export function checkLabels(labels: ArrayLike<number>, classes: number): void {
  const bad: string[] = [];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    bad.push(`${label} at sample ${i}`);
  }
  if (bad.length === 0) return;
  const more = bad.length > LISTED ? ` and ${bad.length - LISTED} more` : "";
  throw new RangeError(
    `Cannot use the labels as each must name one of ${classes} classes, 0 … ${classes - 1}: ` +
      `received ${bad.slice(0, LISTED).join(", ")}${more}\n` +
      `Hint: do the data belong to a network of ${classes} outputs?`,
  );
}
