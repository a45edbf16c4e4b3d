import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, population } from "./layers.ts";
import { gridTensor } from "./random_tensor.ts";

/**
 * A small spiking network: input `[1, 6, 6]` → `conv` → `relu` (neurons) → `pool` (gate) →
 * `flatten` → `dense` → `output` (neurons, `[3]`). Weights are multiples of 1/64: for inputs that
 * are so too, every simulator must give the same spikes.
 *
 * @param seed Of the weights; 0 unless given.
 *
 * @example
 * ```ts
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tinyRateGraph().outputs, ["output"]);
 * ```
 */
export function tinyRateGraph(seed = 0): RateGraph {
  const random = createRandom(seed, 3);
  const net = graphBuilder<RateOp>("tiny-rate-graph");
  const input = net.input([1, 6, 6]);
  const bias = gridTensor(random, [4], -0.125, 0.125);
  const weight = gridTensor(random, [4, 1, 3, 3], -0.5, 0.5);
  const conv = net.named("conv", conv2d(weight, { padding: 1, bias }), input);
  const relu = net.named("relu", population(), conv);
  const pool = net.named("pool", { ...maxPool2d(2), kind: "maxPoolGate" }, relu);
  const flatten = net.named("flatten", { kind: "reshape", shape: [36] }, pool);
  const last = dense(gridTensor(random, [3, 36], -0.5, 0.5), gridTensor(random, [3], -0.25, 0.25));
  return net.finish(net.named("output", population(), net.named("dense", last, flatten)));
}
