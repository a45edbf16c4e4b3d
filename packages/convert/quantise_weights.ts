import type { AnnGraph } from "@snnkit/ir";
import { roundHalfEven } from "@snnkit/tensor";
import { mapWeights, type Stretch } from "./_map_weights.ts";

/** How weights are rounded. */
export interface QuantiseWeightsOptions {
  /** Bits of a weight, 2 … 16. */
  readonly bits: number;
  /** Whether each output channel has a scale of its own. Default `true`. */
  readonly perChannel?: boolean;
  /**
   * Whether the levels lie alike on both sides of 0, so that 0 is the middle one and no zero point
   * is needed. Default `true`.
   */
  readonly symmetric?: boolean;
  /** Whether the first and the last layer keep their weights. Default `false`. */
  readonly keepEnds?: boolean;
}

/**
 * Round the weights of every convolution and dense layer to `k` bits; biases stay.
 *
 * Symmetric: `W' = s · round(W / s)` with `s = max |W| / (2^{k−1} − 1)`. Else
 * `W' = s (min(max(round(W / s) + z, 0), 2^k − 1) − z)` with `s = (max W − min W) / (2^k − 1)`, both
 * extremes at least 0 to either side, and `z = round(−min W / s)`. Ties go to the even number; the
 * extremes are over an output channel or a whole layer. Weights are stored as float32 again, so the
 * graph runs and converts as any other; factors that are folded into a layer later, one an output
 * channel, leave it as many levels.
 *
 * @see Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", §2.1, arXiv:1712.05877
 *
 * @param graph A trained network; not modified.
 * @param options How many bits, and of what.
 * @throws {RangeError} Where the bits are no whole number of 2 … 16.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { quantiseWeights } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("one-layer");
 * net.named("dense", dense(tensor([1, 4], [3, -1.4, 0.6, -3])), net.input([4]));
 * const { op } = quantiseWeights(net.finish(), { bits: 3 }).nodes[1];
 * assertEquals(op.kind === "dense" && [...op.weight.data], [3, -1, 1, -3]);
 * ```
 */
export function quantiseWeights(graph: AnnGraph, options: QuantiseWeightsOptions): AnnGraph {
  const { bits, perChannel = true, symmetric = true, keepEnds = false } = options;
  if (!Number.isInteger(bits) || bits < 2 || bits > 16) {
    throw new RangeError(
      `Cannot quantise weights as their bits must be a whole number of 2 … 16: received ${bits}` +
        (bits === 1 ? "\nHint: binariseWeights() makes weights of 1 bit" : ""),
    );
  }
  const round = symmetric ? roundedSymmetrically : roundedFromLowest;
  return mapWeights(graph, { perChannel, keepEnds }, (weights) => round(weights, bits));
}

function roundedSymmetrically(weights: Stretch, bits: number): (weight: number) => number {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const step = largest / (2 ** (bits - 1) - 1);
  return (weight) => step === 0 ? weight : step * roundHalfEven(weight / step);
}

function roundedFromLowest(weights: Stretch, bits: number): (weight: number) => number {
  const lowest = weights.reduce((least, weight) => Math.min(least, weight), 0);
  const highest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const levels = 2 ** bits - 1;
  const step = (highest - lowest) / levels;
  const zero = roundHalfEven(-lowest / step);
  return (weight) => {
    if (step === 0) return weight;
    const level = Math.min(Math.max(roundHalfEven(weight / step) + zero, 0), levels);
    return step * (level - zero);
  };
}
