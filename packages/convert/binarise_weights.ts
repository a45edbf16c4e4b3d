import type { AnnGraph } from "@snnkit/ir";
import { mapWeights } from "./_map_weights.ts";

/** Which weights become binary. */
export interface BinariseWeightsOptions {
  /** Whether the first and the last layer keep their weights, as in the paper. Default `true`. */
  readonly keepEnds?: boolean;
}

/**
 * Give every weight of an output channel one of two values, `W' = α sign(W)` with `α = mean |W|`;
 * biases stay.
 *
 * Of all `α` and signs these are nearest to the weights. The sign of 0 is positive. A network that
 * was trained without them loses much, deep ones all; those that were trained with binary weights
 * stay as they are. Idempotent.
 *
 * @see Rastegari et al. 2016, "XNOR-Net", §3.1 "Binary-Weight-Networks", arXiv:1603.05279
 *
 * @param graph A trained network; not modified.
 * @param options Which layers.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { binariseWeights } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("one-layer");
 * net.named("dense", dense(tensor([1, 4], [3, -1, 0, -4])), net.input([4]));
 * const { op } = binariseWeights(net.finish(), { keepEnds: false }).nodes[1];
 * assertEquals(op.kind === "dense" && [...op.weight.data], [2, -2, 2, -2]);
 * ```
 */
export function binariseWeights(graph: AnnGraph, options: BinariseWeightsOptions = {}): AnnGraph {
  const { keepEnds = true } = options;
  return mapWeights(graph, { perChannel: true, keepEnds }, (weights) => {
    const mean = weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / weights.length;
    return (weight) => weight < 0 ? -mean : mean;
  });
}
