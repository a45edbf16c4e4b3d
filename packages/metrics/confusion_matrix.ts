/** How often each class was taken for each. */
export interface ConfusionMatrix {
  /** How many classes. */
  readonly classes: number;
  /** Samples of class `t` that were taken for class `p`, at `t · classes + p`. */
  readonly counts: Uint32Array;
}

/** One kind of mistake. */
export interface Confusion {
  /** The class it was. */
  readonly label: number;
  /** The class it was taken for. */
  readonly predicted: number;
  /** How often. */
  readonly count: number;
}

/**
 * Count how often each class was taken for each.
 *
 * @param labels The true classes.
 * @param predicted The decisions, one a label.
 * @param classes How many classes there are.
 * @throws {TypeError} Where labels and decisions differ in number.
 * @throws {RangeError} Where a class lies outside `0 … classes − 1`, naming the first.
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const matrix = confusionMatrix([0, 1, 1], [0, 1, 0], 2);
 * assertEquals([...matrix.counts], [1, 0, 1, 1]);
 * ```
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (labels.length !== predicted.length) {
    throw new TypeError(
      `Cannot count confusions as there must be one decision a label: received ` +
        `${predicted.length} for ${labels.length}`,
    );
  }
  const counts = new Uint32Array(classes * classes);
  const isClass = (value: number): boolean =>
    Number.isInteger(value) && value >= 0 && value < classes;
  for (let i = 0; i < labels.length; i++) {
    if (!isClass(labels[i]) || !isClass(predicted[i])) {
      throw new RangeError(
        `Cannot count confusions as classes must lie in 0 … ${classes - 1}: received ` +
          `label ${labels[i]} and decision ${predicted[i]} at sample ${i}`,
      );
    }
    counts[labels[i] * classes + predicted[i]]++;
  }
  return { classes, counts };
}

/**
 * The most frequent mistakes, the worst first; ties: the lower label, then the lower decision.
 *
 * @param limit How many at most.
 *
 * @example
 * ```ts
 * import { confusionMatrix, topConfusions } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const matrix = confusionMatrix([0, 1, 1], [0, 1, 0], 2);
 * assertEquals(topConfusions(matrix, 5), [{ label: 1, predicted: 0, count: 1 }]);
 * ```
 */
export function topConfusions(matrix: ConfusionMatrix, limit: number): Confusion[] {
  const { classes, counts } = matrix;
  const mistakes: Confusion[] = [];
  counts.forEach((count, at) => {
    const label = Math.floor(at / classes);
    const predicted = at % classes;
    if (count > 0 && label !== predicted) mistakes.push({ label, predicted, count });
  });
  // The sort is stable, so ties stay in the order of the matrix.
  return mistakes.sort((a, b) => b.count - a.count).slice(0, limit);
}
