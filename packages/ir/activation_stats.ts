import type { NodeId } from "./graph.ts";

/**
 * How values are distributed, in bounded memory: exact count, sum and extremes, and a histogram
 * of the positive values whose bins are the leading bits of the float32 itself.
 *
 * Bin `k` holds the floats whose bits, shifted right by `23 − mantissaBits`, equal `firstBin + k`:
 * `2^mantissaBits` bins an octave, so a percentile is known within a relative `2^−mantissaBits`
 * before interpolation. Counting is exact and independent of order.
 */
export interface Distribution {
  /** Values seen, non-positive ones included. */
  readonly count: number;
  /** How many of them were > 0. */
  readonly positive: number;
  /** Sum of all values. */
  readonly sum: number;
  /** Smallest value; +∞ where none was seen. */
  readonly min: number;
  /** Largest value; −∞ where none was seen. */
  readonly max: number;
  /** Bins an octave are 2 to this power. */
  readonly mantissaBits: number;
  /** Number of the first bin kept. */
  readonly firstBin: number;
  /** Values in each bin from `firstBin` on. */
  readonly counts: Uint32Array;
}

/** What a node's output looked like over the calibration samples. */
export interface NodeStats {
  /** Over all elements and samples. */
  readonly all: Distribution;
  /** One distribution per channel (axis 0 of the sample). */
  readonly channels: readonly Distribution[];
  /** Over the largest element of each sample. */
  readonly sampleMaxima: Distribution;
}

/** Statistics of every node of a graph. */
export interface ActivationStats {
  /** How many samples were seen. */
  readonly samples: number;
  /** By node. */
  readonly nodes: ReadonlyMap<NodeId, NodeStats>;
}

/** Over which values a percentile is taken. */
export type Population = "all" | "positive" | "sampleMaxima";

/**
 * The p-th percentile of a distribution: the smallest value that at least `p` per cent of the
 * population do not exceed (the nearest rank, `⌈p / 100 · N⌉`), known within its bin, that is within
 * a relative `2^−mantissaBits`, and never outside the smallest and largest value seen.
 *
 * @param distribution What was seen.
 * @param p In per cent, `0 … 100`; 100 is exactly the maximum.
 * @param population `"all"` counts every value, `"positive"` only those > 0.
 * @returns 0 where the percentile falls among the non-positive values or nothing was seen.
 * @throws {RangeError} Where `p` lies outside `0 … 100`.
 *
 * @example
 * ```ts
 * import { createDistribution, percentile } from "@snnkit/ir";
 * import { assertEquals } from "@std/assert";
 *
 * const builder = createDistribution();
 * builder.add(Float32Array.of(-1, 0, 0, 8));
 * assertEquals(percentile(builder.finish(), 75), 0);
 * assertEquals(percentile(builder.finish(), 75, "positive"), 8);
 * ```
 */
export function percentile(
  distribution: Distribution,
  p: number,
  population: "all" | "positive" = "all",
): number {
  if (!(p >= 0 && p <= 100)) {
    throw new RangeError(`Cannot take a percentile as it must lie in 0 … 100: received ${p}`);
  }
  const { count, positive, min, max, mantissaBits, firstBin, counts } = distribution;
  if (positive === 0) return 0;
  if (p === 100) return max;
  const total = population === "all" ? count : positive;
  // 99.9 per cent of 1000 must be 999 and not 999.0000000000001, which would round up to 1000.
  const rank = Math.max(1, Math.ceil((p * total / 100) * (1 - 2 ** -48)));
  let left = rank - (total - positive);
  if (left <= 0) return 0;
  for (let k = 0; k < counts.length; k++) {
    if (left <= counts[k]) {
      const low = binEdge(firstBin + k, mantissaBits);
      const high = binEdge(firstBin + k + 1, mantissaBits);
      // The bin's values are taken as evenly spread; each stands in the middle of its share.
      const value = low + (high - low) * ((left - 0.5) / counts[k]);
      return Math.min(max, Math.max(min, value));
    }
    left -= counts[k];
  }
  return max;
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The smallest float32 that falls into a bin. */
function binEdge(bin: number, mantissaBits: number): number {
  bits[0] = bin << (23 - mantissaBits);
  return float[0];
}
