import type { ActivationStats, AnnGraph, FakeQuantise } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { leastErrorScale } from "./_least_error_scale.ts";
import { listed } from "./_listed.ts";
import { replaceNodes } from "./_rewrite.ts";
import { upperBound } from "./_upper_bound.ts";

/** How activations are rounded. */
export interface QuantiseActivationsOptions {
  /** Bits of an activation, 1 … 16: `2^k − 1` levels above 0. */
  readonly bits: number;
}

/**
 * Round every ReLU, and every clip from 0, to `k` bits: `y = s · min(max(round(x / s), 0), 2^k − 1)`.
 *
 * The largest level `λ = s (2^k − 1)` is the one of least `Σ (a − y(a))²` over the activations that
 * were seen, at most the bound of a clip. Spiking neurons of unit λ tell these levels exactly in
 * `2^k − 1` steps. Where nothing above 0 was seen, λ is 1. The node keeps its id.
 *
 * @param graph A trained network; not modified.
 * @param stats Of its activations on calibration samples.
 * @param options How many bits.
 * @throws {RangeError} Where the bits are no whole number of 1 … 16, or statistics are missing.
 *
 * @example
 * ```ts
 * import { type AnnOp, createDistribution, graphBuilder } from "@snnkit/ir";
 * import { quantiseActivations } from "@snnkit/convert";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("one");
 * net.named("relu", { kind: "relu" }, net.input([2]));
 * const seen = createDistribution();
 * seen.add(Float32Array.of(0, 1, 2, 3));
 * const all = seen.finish();
 * const nodes = new Map([["relu", { all, channels: [all], sampleMaxima: all }]]);
 * const { op } = quantiseActivations(net.finish(), { samples: 1, nodes }, { bits: 2 }).nodes[1];
 * assertEquals(op.kind === "fakeQuantise" && [op.scale, op.max], [tensor([1], [1]), 3]);
 * ```
 */
export function quantiseActivations(
  graph: AnnGraph,
  stats: ActivationStats,
  { bits }: QuantiseActivationsOptions,
): AnnGraph {
  if (!Number.isInteger(bits) || bits < 1 || bits > 16) {
    throw new RangeError(
      `Cannot quantise activations as their bits must be a whole number of 1 … 16: received ${bits}`,
    );
  }
  const activations = graph.nodes.filter(({ op }) =>
    op.kind === "relu" || (op.kind === "clip" && op.min === 0 && op.max > 0)
  ).map(({ id }) => id);
  const missing = activations.filter((id) => !stats.nodes.get(id)?.all.count);
  if (missing.length > 0) {
    throw new RangeError(
      `Cannot quantise activations as each needs statistics: received none of ${listed(missing)}` +
        `\nHint: collect them from at least one sample, on the nodes of calibrationNodes()`,
    );
  }
  const levels = 2 ** bits - 1;
  const wanted = new Set(activations);
  return replaceNodes(graph, (node) => {
    if (!wanted.has(node.id)) return undefined;
    const seen = leastErrorScale(stats.nodes.get(node.id)!.all, levels);
    const largest = Math.min(upperBound(node.op), seen > 0 ? seen : 1);
    const op: FakeQuantise = {
      kind: "fakeQuantise",
      scale: filled([1], largest / levels),
      zeroPoint: filled([1], 0),
      min: 0,
      max: levels,
    };
    return [{ ...node, op }];
  });
}
