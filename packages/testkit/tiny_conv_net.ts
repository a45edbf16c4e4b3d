import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, randomBatchNorm } from "./layers.ts";
import { randomTensor } from "./random_tensor.ts";

/**
 * A small convolutional network: input `[1, 6, 6]` → `conv` → `norm` → `relu` → `pool` →
 * `flatten` → `dense` `[3]`.
 *
 * @param seed Of the weights; 0 unless given.
 *
 * @example
 * ```ts
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const ids = ["input", "conv", "norm", "relu", "pool", "flatten", "dense"];
 * assertEquals(tinyConvNet().nodes.map((node) => node.id), ids);
 * ```
 */
export function tinyConvNet(seed = 0): AnnGraph {
  const random = createRandom(seed, 1);
  const net = graphBuilder<AnnOp>("tiny-conv-net");
  const input = net.input([1, 6, 6]);
  const weight = randomTensor(random, [4, 1, 3, 3], 0.5);
  const conv = net.named(
    "conv",
    conv2d(weight, { padding: 1, bias: randomTensor(random, [4], 0.1) }),
    input,
  );
  const norm = net.named("norm", randomBatchNorm(random, 4), conv);
  const relu = net.named("relu", { kind: "relu" }, norm);
  const pool = net.named("pool", maxPool2d(2), relu);
  const flatten = net.named("flatten", { kind: "reshape", shape: [36] }, pool);
  const logits = dense(randomTensor(random, [3, 36], 0.3), randomTensor(random, [3], 0.1));
  return net.finish(net.named("dense", logits, flatten));
}
