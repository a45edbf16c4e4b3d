import { type Shape, sizeOf } from "@snnkit/tensor";
import type { DataFinding } from "./samples.ts";

/** Samples ready for a network; one is converted when it is asked for. */
export interface Dataset {
  /** Shape of one sample, channels first: `[C, H, W]`, or `[F]`. */
  readonly shape: Shape;
  /** How many samples. */
  readonly count: number;
  /** The class of each sample, `[count]`; absent where the file has none. */
  readonly labels?: Int32Array;
  /** How many classes there are, where the format says so. */
  readonly classes?: number;
  /** What the classes are called, where the format says so. */
  readonly classNames?: readonly string[];
  /** What was noticed while decoding and preprocessing. */
  readonly findings: readonly DataFinding[];
  /**
   * One sample, preprocessed, channels first.
   *
   * @param index In `0 … count − 1`, else a RangeError.
   * @param into Written and returned instead of a new array; as long as a sample.
   */
  readonly sampleAt: (index: number, into?: Float32Array) => Float32Array;
}

/**
 * Samples that follow one another, in one array `[count, …shape]`.
 *
 * @param start The first, from 0.
 * @param count How many; the batch is shorter where the data set ends before.
 *
 * @example
 * ```ts
 * import { batchAt, preprocess } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const dataset = preprocess(
 *   { shape: [2], layout: "nchw", count: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) },
 *   { scale: 1 },
 * );
 * assertEquals([...batchAt(dataset, 1, 2)], [3, 4, 5, 6]);
 * assertEquals([...batchAt(dataset, 2, 2)], [5, 6]);
 * ```
 */
export function batchAt(dataset: Dataset, start: number, count: number): Float32Array {
  const size = sizeOf(dataset.shape);
  const length = Math.max(0, Math.min(count, dataset.count - start));
  const batch = new Float32Array(length * size);
  for (let i = 0; i < length; i++) {
    dataset.sampleAt(start + i, batch.subarray(i * size, (i + 1) * size));
  }
  return batch;
}
