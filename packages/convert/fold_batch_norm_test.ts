import { type AnnGraph, type AnnOp, type BatchNorm, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { allClose, conv2d, dense, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { foldBatchNorm } from "./fold_batch_norm.ts";

/** γ, β, μ, σ² of each channel; s = γ / √σ². */
function norm(...channels: readonly (readonly [number, number, number, number])[]): BatchNorm {
  const column = (i: number) => tensor([channels.length], channels.map((channel) => channel[i]));
  return {
    kind: "batchNorm",
    gamma: column(0),
    beta: column(1),
    mean: column(2),
    variance: column(3),
    epsilon: 0,
  };
}

/** Twice and thrice, plus 1 and 10 less what the means take: y = 2 (x − 1) + 1, y = 3 (x − 2) + 10. */
const TWICE_THRICE = norm([4, 1, 1, 4], [3, 10, 2, 1]);

function only(graph: AnnGraph, id: string): AnnOp {
  return graph.nodes.find((node) => node.id === id)!.op;
}

function folded(op: AnnOp, shape: readonly number[], batchNorm: BatchNorm): AnnGraph {
  const net = graphBuilder<AnnOp>("one");
  const layer = net.named("layer", op, net.input(shape));
  net.named("norm", batchNorm, layer);
  return foldBatchNorm(net.finish());
}

Deno.test("foldBatchNorm() scales weights and moves the bias of a convolution", () => {
  const op = conv2d(tensor([2, 1, 1, 2], [1, 2, 3, 4]), { bias: tensor([2], [5, 6]) });
  const graph = folded(op, [1, 2, 2], TWICE_THRICE);
  assertEquals(graph.nodes.map((node) => node.id), ["input", "norm"]);
  assertEquals(only(graph, "norm"), {
    ...op,
    weight: tensor([2, 1, 1, 2], [2, 4, 9, 12]),
    bias: tensor([2], [2 * (5 - 1) + 1, 3 * (6 - 2) + 10]),
  });
});

Deno.test("foldBatchNorm() adds ε to the variance", () => {
  const op = conv2d(filled([1, 1, 1, 1], 1));
  const graph = folded(op, [1, 1, 1], { ...norm([1, 0, 0, 3]), epsilon: 1 });
  assertEquals(only(graph, "norm"), { ...op, weight: filled([1, 1, 1, 1], 0.5) });
});

Deno.test("foldBatchNorm() finds the output channels of groups", () => {
  const grouped = conv2d(filled([2, 2, 1, 1], 1), { groups: 2 });
  const depthwise = conv2d(filled([2, 1, 1, 1], 1), { groups: 2 });
  const grouping = only(folded(grouped, [4, 1, 1], TWICE_THRICE), "norm");
  const depth = only(folded(depthwise, [2, 1, 1], TWICE_THRICE), "norm");
  assert(grouping.kind === "conv2d" && depth.kind === "conv2d");
  assertEquals([...grouping.weight.data], [2, 2, 3, 3]);
  assertEquals([...depth.weight.data], [2, 3]);
});

Deno.test("foldBatchNorm() finds the output channels of a transposed convolution", () => {
  const { stride, padding, dilation } = conv2d(filled([1, 1, 1, 1], 1));
  const plain = { stride, padding, dilation, outputPadding: [0, 0] } as const;
  const op: AnnOp = {
    kind: "convTranspose2d",
    weight: filled([3, 2, 1, 1], 1),
    bias: filled([2], 0),
    groups: 1,
    ...plain,
  };
  const one = only(folded(op, [3, 1, 1], TWICE_THRICE), "norm");
  assert(one.kind === "convTranspose2d");
  assertEquals([...one.weight.data], [2, 3, 2, 3, 2, 3]);

  const two: AnnOp = { ...op, weight: filled([2, 1, 1, 1], 1), groups: 2 };
  const grouped = only(folded(two, [2, 1, 1], TWICE_THRICE), "norm");
  assert(grouped.kind === "convTranspose2d");
  assertEquals([...grouped.weight.data], [2, 3]);
});

Deno.test("foldBatchNorm() folds into a fully connected layer whose features are channels", () => {
  const op = dense(tensor([2, 1], [1, 1]));
  assertEquals(only(folded(op, [1], TWICE_THRICE), "norm"), {
    ...op,
    weight: tensor([2, 1], [2, 3]),
    bias: tensor([2], [-1, 4]),
  });
});

Deno.test("foldBatchNorm() leaves an affine where channels are not what a dense layer writes", () => {
  // Two rows of two features: the batch-norm is over rows, the weights are over features.
  const graph = folded(dense(filled([2, 1], 1)), [2, 1], TWICE_THRICE);
  assertEquals(only(graph, "norm"), {
    kind: "affine",
    scale: tensor([2, 1], [2, 3]),
    shift: tensor([2, 1], [-1, 4]),
  });
});

Deno.test("foldBatchNorm() reaches a one-dimensional convolution behind its reshape", () => {
  const net = graphBuilder<AnnOp>("lifted");
  const plane = net.named("conv", conv2d(filled([2, 1, 1, 3], 1)), net.input([1, 1, 5]));
  const line = net.named("line", { kind: "reshape", shape: [2, 3] }, plane);
  net.named("norm", TWICE_THRICE, line);
  const graph = foldBatchNorm(net.finish());
  assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [
    ["input", "input"],
    ["norm/unshaped", "conv2d"],
    ["norm", "reshape"],
  ]);
  const op = only(graph, "norm/unshaped");
  assert(op.kind === "conv2d");
  assertEquals([...op.weight.data], [2, 2, 2, 3, 3, 3]);
});

Deno.test("foldBatchNorm() leaves a shared convolution alone", () => {
  const net = graphBuilder<AnnOp>("shared");
  const conv = net.named("conv", conv2d(filled([2, 1, 1, 1], 1)), net.input([1, 1, 1]));
  const normed = net.named("norm", TWICE_THRICE, conv);
  net.named("sum", { kind: "add" }, conv, normed);
  const graph = foldBatchNorm(net.finish());
  assertEquals(only(graph, "conv"), conv2d(filled([2, 1, 1, 1], 1)));
  assertEquals(only(graph, "norm"), {
    kind: "affine",
    scale: tensor([2, 1, 1], [2, 3]),
    shift: tensor([2, 1, 1], [-1, 4]),
  });
});

Deno.test("foldBatchNorm() leaves a convolution alone that is an output itself", () => {
  const net = graphBuilder<AnnOp>("output");
  const conv = net.named("conv", conv2d(filled([2, 1, 1, 1], 1)), net.input([1, 1, 1]));
  const normed = net.named("norm", TWICE_THRICE, conv);
  const graph = foldBatchNorm(net.finish(conv, normed));
  assertEquals(graph.outputs, ["conv", "norm"]);
  assertEquals(only(graph, "norm").kind, "affine");
});

Deno.test("foldBatchNorm() folds batch-norms in a row, and γ = 0", () => {
  const net = graphBuilder<AnnOp>("row");
  const conv = net.named("conv", conv2d(filled([1, 1, 1, 1], 1)), net.input([1, 1, 1]));
  const first = net.named("first", norm([2, 1, 0, 1]), conv);
  const second = net.named("second", norm([3, 0, 0, 1]), first);
  net.named("third", norm([0, 7, 5, 1]), second);
  const graph = foldBatchNorm(net.finish());
  assertEquals(graph.nodes.map((node) => node.id), ["input", "third"]);
  const op = only(graph, "third");
  assert(op.kind === "conv2d");
  assertEquals([op.weight.data[0], op.bias.data[0]], [0, 7]);
});

Deno.test("foldBatchNorm() shares what it does not change and does nothing twice", () => {
  const graph = tinyResNet();
  const once = foldBatchNorm(graph);
  assertEquals(once.nodes.some((node) => node.op.kind === "batchNorm"), false);
  assert(only(once, "dense") === only(graph, "dense"));
  assert(foldBatchNorm(once) === once);
});

Deno.test("foldBatchNorm() rounds once: a folded weight is the nearest float32", () => {
  const op = conv2d(tensor([1, 1, 1, 1], [0.1]));
  const graph = folded(op, [1, 1, 1], { ...norm([0.3, 0, 0, 0.7]), epsilon: 1e-5 });
  const [weight, gamma, variance] = [0.1, 0.3, 0.7].map(Math.fround);
  const exact = weight * gamma / Math.sqrt(variance + 1e-5);
  const found = only(graph, "norm");
  assert(found.kind === "conv2d");
  allClose(found.weight.data, [Math.fround(exact)]);
});
