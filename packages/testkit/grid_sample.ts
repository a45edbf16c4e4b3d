import type { Graph } from "@snnkit/ir";
import { createRandom, type Tensor } from "@snnkit/tensor";
import { gridTensor } from "./random_tensor.ts";

/**
 * A sample for a graph: one tensor an input node, in the graph's order, with values in `[0, 1]` on
 * a grid of 1/64.
 *
 * @param graph Any graph with nodes of kind `"input"`.
 * @param seed Of the values; 0 unless given.
 *
 * @example
 * ```ts
 * import { gridSample, tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gridSample(tinyRateGraph()).map((tensor) => tensor.shape), [[1, 6, 6]]);
 * ```
 */
export function gridSample(
  graph: Graph<{ readonly kind: string }>,
  seed = 0,
): readonly Tensor[] {
  const random = createRandom(seed, 6);
  const inputs = graph.nodes.filter((node) => node.op.kind === "input");
  return inputs.map((node) => gridTensor(random, node.shape, 0, 1));
}
