import { type Affine, type AnnGraph, type AnnOp, graphBuilder, printGraph } from "@snnkit/ir";
import { filled, type Tensor, tensor } from "@snnkit/tensor";
import { avgPool2d, conv2d, dense, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { foldAffine } from "./fold_affine.ts";

function affine(scale: number | Tensor, shift: number | Tensor): Affine {
  const of = (value: number | Tensor): Tensor =>
    typeof value === "number" ? filled([1], value) : value;
  return { kind: "affine", scale: of(scale), shift: of(shift) };
}

/** What a graph of one operation after the other becomes, line by line. */
function check(shape: readonly number[], ops: readonly AnnOp[], expected: readonly string[]): void {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input(shape);
  ops.forEach((op, i) => id = net.named(`${op.kind}${i}`, op, id));
  const graph = foldAffine(net.finish());
  assertEquals(textOf(graph), expected);
  assert(foldAffine(graph) === graph);
}

/** Nodes after the input, without their plain attributes. */
function textOf(graph: AnnGraph): readonly string[] {
  const plain = / (stride|padding|dilation|groups|kernel|ceilMode|countPadding)=(\[[^\]]*\]|\S+)/g;
  return printGraph(graph).split("\n").slice(2, -2).map((line) => line.replace(plain, ""));
}

const ones = conv2d(filled([1, 1, 3, 3], 1));
const padded = conv2d(filled([1, 1, 3, 3], 1), { padding: 1 });

Deno.test("foldAffine() makes two affines one", () => {
  check([2], [affine(2, 1), affine(3, 4)], [
    "affine1 = affine(input) scale=[1]{6} shift=[1]{7} -> [2]",
  ]);
});

Deno.test("foldAffine() folds into the layer before", () => {
  check([1, 3, 3], [ones, affine(2, 5)], [
    "affine1 = conv2d(input) weight=[1, 1, 3, 3]{2*9} bias=[1]{5} -> [1, 1, 1]",
  ]);
});

Deno.test("foldAffine() folds into the layer after, its response to the shift into the bias", () => {
  check([1, 3, 3], [affine(2, 5), ones], [
    "conv2d1 = conv2d(input) weight=[1, 1, 3, 3]{2*9} bias=[1]{45} -> [1, 1, 1]",
  ]);
});

Deno.test("foldAffine() stays exact at the borders of a padded convolution", () => {
  // A corner sees 4 cells of the shift, an edge 6, the inside 9.
  check([1, 3, 3], [affine(2, 1), padded], [
    "conv2d1/linear = conv2d(input) weight=[1, 1, 3, 3]{2*9} bias=[1]{0} -> [1, 3, 3]",
    "conv2d1 = affine(conv2d1/linear) scale=[1]{1} shift=[1, 3, 3]{4 6 4 6 9 6 4 6 4} -> [1, 3, 3]",
  ]);
});

Deno.test("foldAffine() needs no border where the shift is 0", () => {
  check([1, 3, 3], [affine(2, 0), padded], [
    "conv2d1 = conv2d(input) weight=[1, 1, 3, 3]{2*9} bias=[1]{0} -> [1, 3, 3]",
  ]);
});

Deno.test("foldAffine() keeps what a transposed convolution answers between its steps", () => {
  const { dilation } = ones;
  const spread: AnnOp = {
    kind: "convTranspose2d",
    weight: tensor([1, 1, 1, 2], [1, 3]),
    bias: tensor([1], [7]),
    stride: [1, 2],
    padding: [0, 0, 0, 0],
    outputPadding: [0, 0],
    dilation,
    groups: 1,
  };
  check([1, 1, 2], [affine(1, 2), spread], [
    "convTranspose2d1/linear = convTranspose2d(input) outputPadding=[0, 0] " +
    "weight=[1, 1, 1, 2]{1 3} bias=[1]{7} -> [1, 1, 4]",
    "convTranspose2d1 = affine(convTranspose2d1/linear) scale=[1]{1} " +
    "shift=[1, 1, 4]{2 6 2 6} -> [1, 1, 4]",
  ]);
});

Deno.test("foldAffine() takes each input channel's factor, in groups and in rows", () => {
  const factors = affine(tensor([2, 1, 1], [2, 3]), tensor([2, 1, 1], [1, 10]));
  check([2, 1, 1], [factors, conv2d(filled([1, 2, 1, 1], 1))], [
    "conv2d1 = conv2d(input) weight=[1, 2, 1, 1]{2 3} bias=[1]{11} -> [1, 1, 1]",
  ]);
  check([2, 1, 1], [factors, conv2d(filled([2, 1, 1, 1], 1), { groups: 2 })], [
    "conv2d1 = conv2d(input) weight=[2, 1, 1, 1]{2 3} bias=[2]{1 10} -> [2, 1, 1]",
  ]);
  check([2, 2], [affine(tensor([2], [2, 3]), 1), dense(filled([1, 2], 1))], [
    "dense1 = dense(input) weight=[1, 2]{2 3} bias=[1]{2} -> [2, 1]",
  ]);
});

Deno.test("foldAffine() leaves a factor alone that differs within a channel", () => {
  const uneven = affine(tensor([1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]), 0);
  check([1, 3, 3], [uneven, ones], [
    "affine0 = affine(input) scale=[1, 3, 3]{1 2 3 4 5 6 7 8 9} shift=[1]{0} -> [1, 3, 3]",
    "conv2d1 = conv2d(affine0) weight=[1, 1, 3, 3]{1*9} bias=[1]{0} -> [1, 1, 1]",
  ]);
});

Deno.test("foldAffine() folds a factor of 0", () => {
  check([1, 3, 3], [ones, affine(0, 2)], [
    "affine1 = conv2d(input) weight=[1, 1, 3, 3]{0*9} bias=[1]{2} -> [1, 1, 1]",
  ]);
  check([1, 3, 3], [affine(0, 2), ones], [
    "conv2d1 = conv2d(input) weight=[1, 1, 3, 3]{0*9} bias=[1]{18} -> [1, 1, 1]",
  ]);
});

Deno.test("foldAffine() sinks below a max-pool unless it turns it over", () => {
  check([1, 2, 2], [affine(2, 1), maxPool2d(2), conv2d(filled([1, 1, 1, 1], 1))], [
    "maxPool2d1/plain = maxPool2d(input) -> [1, 1, 1]",
    "conv2d2 = conv2d(maxPool2d1/plain) weight=[1, 1, 1, 1]{2} bias=[1]{1} -> [1, 1, 1]",
  ]);
  check([1, 2, 2], [affine(-2, 1), maxPool2d(2)], [
    "affine0 = affine(input) scale=[1]{-2} shift=[1]{1} -> [1, 2, 2]",
    "maxPool2d1 = maxPool2d(affine0) -> [1, 1, 1]",
  ]);
});

Deno.test("foldAffine() sinks below an average pool, with a shift only where padding is not counted", () => {
  const pool: AnnOp = { ...avgPool2d(2), padding: [1, 1, 1, 1] };
  check([1, 2, 2], [affine(2, 1), pool], [
    "avgPool2d1/plain = avgPool2d(input) -> [1, 2, 2]",
    "avgPool2d1 = affine(avgPool2d1/plain) scale=[1]{2} shift=[1]{1} -> [1, 2, 2]",
  ]);
  const counting: AnnOp = { ...pool, countPadding: true };
  check([1, 2, 2], [affine(2, 1), counting], [
    "affine0 = affine(input) scale=[1]{2} shift=[1]{1} -> [1, 2, 2]",
    "avgPool2d1 = avgPool2d(affine0) -> [1, 2, 2]",
  ]);
  check([1, 2, 2], [affine(2, 0), counting], [
    "avgPool2d1/plain = avgPool2d(input) -> [1, 2, 2]",
    "avgPool2d1 = affine(avgPool2d1/plain) scale=[1]{2} shift=[1]{0} -> [1, 2, 2]",
  ]);
});

Deno.test("foldAffine() spares padded cells", () => {
  const pad: AnnOp = {
    kind: "pad",
    before: [0, 1],
    after: [0, 0],
    mode: "constant",
    value: 0,
  };
  check([1, 2], [affine(2, 1), pad], [
    "pad1/plain = pad(input) before=[0, 1] after=[0, 0] mode=constant value=0 -> [1, 3]",
    "pad1 = affine(pad1/plain) scale=[1, 3]{1 2*2} shift=[1, 3]{0 1*2} -> [1, 3]",
  ]);
});

Deno.test("foldAffine() sinks below a join, where the other branches keep theirs", () => {
  const net = graphBuilder<AnnOp>("join");
  const x = net.input([2]);
  const scaled = net.named("scaled", affine(2, 1), x);
  net.named("joined", { kind: "concat", axis: 0 }, x, scaled);
  assertEquals(textOf(foldAffine(net.finish())), [
    "joined/plain = concat(input, input) axis=0 -> [4]",
    "joined = affine(joined/plain) scale=[4]{1*2 2*2} shift=[4]{0*2 1*2} -> [4]",
  ]);
});

Deno.test("foldAffine() leaves an affine for those readers that cannot take it", () => {
  const net = graphBuilder<AnnOp>("two-readers");
  const scaled = net.named("scaled", affine(2, 0), net.input([1, 3, 3]));
  const conv = net.named("conv", padded, scaled);
  net.named("sum", { kind: "add" }, conv, scaled);
  assertEquals(textOf(foldAffine(net.finish())), [
    "scaled = affine(input) scale=[1]{2} shift=[1]{0} -> [1, 3, 3]",
    "conv = conv2d(input) weight=[1, 1, 3, 3]{2*9} bias=[1]{0} -> [1, 3, 3]",
    "sum = add(conv, scaled) -> [1, 3, 3]",
  ]);
});

Deno.test("foldAffine() leaves a shared layer before it alone, but folds its factor past a shift map", () => {
  const net = graphBuilder<AnnOp>("shared");
  const conv = net.named("conv", ones, net.input([1, 3, 3]));
  const scaled = net.named("scaled", affine(2, 0), conv);
  net.named("sum", { kind: "add" }, conv, scaled);
  const graph = net.finish();
  assert(foldAffine(graph) === graph);

  const map = tensor([1, 1, 2], [1, 2]);
  check([1, 1, 2], [conv2d(filled([1, 1, 1, 1], 1)), affine(2, map)], [
    "affine1/linear = conv2d(input) weight=[1, 1, 1, 1]{2} bias=[1]{0} -> [1, 1, 2]",
    "affine1 = affine(affine1/linear) scale=[1]{1} shift=[1, 1, 2]{1 2} -> [1, 1, 2]",
  ]);
});
