import { assertEquals } from "@std/assert";
import { conv2d, dense } from "@snnkit/testkit";
import { filled, type Shape, tensor } from "@snnkit/tensor";
import { type AnnGraph, type AnnOp, countMacs, countParameters, graphBuilder } from "./mod.ts";

/** The residual network for CIFAR-10 of He et al. 2016, §4.2, with 20 layers, all weights 1. */
function resNet20(): AnnGraph {
  const net = graphBuilder<AnnOp>("resnet-20");
  const conv = (input: string, outputs: number, kernel: number, stride: number): string => {
    const weight = filled([outputs, net.shapeOf(input)[0], kernel, kernel], 1);
    return net.add(conv2d(weight, { stride, padding: (kernel - 1) / 2 }), input);
  };
  let last = conv(net.input([3, 32, 32]), 16, 3, 1);
  for (const channels of [16, 32, 64]) {
    for (let block = 0; block < 3; block++) {
      const stride = net.shapeOf(last)[0] === channels ? 1 : 2;
      const inner = conv(conv(last, channels, 3, stride), channels, 3, 1);
      // The shortcut without weights (option A): every second pixel, new channels 0.
      const shortcut = stride === 1 ? last : halve(last, channels);
      last = net.add({ kind: "add" }, inner, shortcut);
    }
  }
  function halve(input: string, channels: number): string {
    const [c, h, w] = net.shapeOf(input);
    const step = [1, 2, 2];
    const sliced = net.add(
      { kind: "slice", start: [0, 0, 0], step, size: [c, h / 2, w / 2] },
      input,
    );
    const added = (channels - c) / 2;
    const [before, after] = [[added, 0, 0], [added, 0, 0]];
    return net.add({ kind: "pad", before, after, mode: "constant", value: 0 }, sliced);
  }
  const pool = net.add({ kind: "reduceMean", axes: [1, 2] }, last);
  const flat = net.add({ kind: "reshape", shape: [64] }, pool);
  net.add(dense(filled([10, 64], 1), filled([10], 1)), flat);
  return net.finish();
}

Deno.test("countMacs() finds the 40.55 M of ResNet-20", () => {
  const { total, perNode } = countMacs(resNet20());
  assertEquals((total / 1e6).toFixed(2), "40.55");
  assertEquals(perNode.size, 20);
});

Deno.test("countParameters() finds the 268,346 weights of ResNet-20 without its batch-norms", () => {
  assertEquals(countParameters(resNet20()), 268346);
});

/** The count of one node that reads inputs of these shapes. */
function macsOf(op: AnnOp, ...shapes: Shape[]): number {
  const net = graphBuilder<AnnOp>("one");
  net.add(op, ...shapes.map((shape, i) => net.input(shape, `input${i}`)));
  return countMacs(net.finish()).total;
}

Deno.test("countMacs() counts taps on padding and only the channels of a group", () => {
  assertEquals(macsOf(conv2d(filled([4, 1, 3, 3], 1), { padding: 1, groups: 4 }), [4, 5, 5]), 900);
});

Deno.test("countMacs() counts a transposed convolution over its input", () => {
  const op: AnnOp = {
    kind: "convTranspose2d",
    weight: filled([2, 3, 2, 2], 1),
    bias: filled([3], 0),
    stride: [2, 2],
    padding: [0, 0, 0, 0],
    outputPadding: [0, 0],
    dilation: [1, 1],
    groups: 1,
  };
  assertEquals(macsOf(op, [2, 4, 5]), 2 * 4 * 5 * 3 * 4);
});

Deno.test("countMacs() counts every row of a fully connected layer and every matrix of a product", () => {
  assertEquals(macsOf(dense(filled([10, 4], 1)), [3, 4]), 120);
  assertEquals(macsOf({ kind: "matMul" }, [5, 2, 3], [3, 4]), 5 * 2 * 3 * 4);
  assertEquals(macsOf({ kind: "relu" }, [5]), 0);
});

Deno.test("countParameters() counts a shared tensor once and a bias of zeros not at all", () => {
  const net = graphBuilder<AnnOp>("shared");
  const weight = tensor([2, 2], [1, 2, 3, 4]);
  const first = net.add(dense(weight), net.input([2]));
  net.add(dense(weight, tensor([2], [0, 1])), first);
  assertEquals(countParameters(net.finish()), 4 + 2);
});
