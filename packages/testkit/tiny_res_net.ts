import { type AnnGraph, type AnnOp, graphBuilder, type NodeId } from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import { avgPool2d, conv2d, type ConvOptions, dense, randomBatchNorm } from "./layers.ts";
import { randomTensor } from "./random_tensor.ts";

/**
 * A small residual network over `[3, 8, 8]`: a stem, a block with an identity shortcut (`add2`), a
 * strided block with a projected shortcut (`add3`), a global average pool and four classes.
 *
 * Every convolution is followed by a batch-norm: `conv2a` by `norm2a`, then `relu2a`, and so on.
 *
 * @param seed Of the weights; 0 unless given.
 *
 * @example
 * ```ts
 * import { tinyResNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tinyResNet().nodes.at(-1)?.shape, [4]);
 * ```
 */
export function tinyResNet(seed = 0): AnnGraph {
  const random = createRandom(seed, 2);
  const net = graphBuilder<AnnOp>("tiny-res-net");

  const conv = (
    name: string,
    [outputs, inputs, kernel]: readonly [number, number, number],
    input: NodeId,
    options: ConvOptions,
  ): NodeId => {
    const scale = Math.sqrt(2 / (inputs * kernel * kernel));
    const weight = randomTensor(random, [outputs, inputs, kernel, kernel], scale);
    const id = net.named(`conv${name}`, conv2d(weight, options), input);
    return net.named(`norm${name}`, randomBatchNorm(random, outputs), id);
  };
  const relu = (name: string, input: NodeId): NodeId =>
    net.named(`relu${name}`, { kind: "relu" }, input);

  const stem = relu("1", conv("1", [4, 3, 3], net.input([3, 8, 8]), { padding: 1 }));

  const inner2 = relu("2a", conv("2a", [4, 4, 3], stem, { padding: 1 }));
  const outer2 = conv("2b", [4, 4, 3], inner2, { padding: 1 });
  const block2 = relu("2", net.named("add2", { kind: "add" }, outer2, stem));

  const inner3 = relu("3a", conv("3a", [6, 4, 3], block2, { padding: 1, stride: 2 }));
  const outer3 = conv("3b", [6, 6, 3], inner3, { padding: 1 });
  const projected = conv("3p", [6, 4, 1], block2, { stride: 2 });
  const block3 = relu("3", net.named("add3", { kind: "add" }, outer3, projected));

  const pool = net.named("pool", avgPool2d(4), block3);
  const flat = net.named("flatten", { kind: "reshape", shape: [6] }, pool);
  const logits = dense(randomTensor(random, [4, 6], 0.5), randomTensor(random, [4], 0.1));
  return net.finish(net.named("dense", logits, flat));
}
