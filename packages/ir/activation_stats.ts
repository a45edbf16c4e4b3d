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
 * population do not exceed, interpolated within its bin and never above the true maximum.
 *
 * @param distribution What was seen.
 * @param p In per cent, `0 … 100`; 100 is exactly the maximum.
 * @param population `"all"` counts every value, `"positive"` only those > 0.
 * @returns 0 where the percentile falls among the non-positive values or nothing was seen.
 * @throws {RangeError} Where `p` lies outside `0 … 100`.
 */
export function percentile(
  distribution: Distribution,
  p: number,
  population: "all" | "positive" = "all",
): number {
  if (!(p >= 0 && p <= 100)) {
    throw new RangeError(`Cannot take a percentile as it must lie in 0 … 100: received ${p}`);
  }
  const { count, positive, max, mantissaBits, firstBin, counts } = distribution;
  if (positive === 0) return 0;
  if (p === 100) return max;
  const total = population === "all" ? count : positive;
  let left = (p / 100) * total - (total - positive);
  if (left <= 0) return population === "all" ? 0 : binEdge(firstBin, mantissaBits);
  for (let k = 0; k < counts.length; k++) {
    if (left <= counts[k]) {
      const low = binEdge(firstBin + k, mantissaBits);
      const high = binEdge(firstBin + k + 1, mantissaBits);
      return Math.min(max, low + (high - low) * (left / counts[k]));
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
