import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
} from "@snnkit/ir";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { conv2d, dense, randomTensor, tinyConvNet } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { binariseWeights } from "./binarise_weights.ts";
import { normaliseActivations } from "./normalise_activations.ts";
import { quantiseActivations } from "./quantise_activations.ts";
import { quantiseWeights } from "./quantise_weights.ts";

/** Two dense layers `[2, 4]` and `[1, 2]`. */
function twoLayers(weights: readonly number[]): AnnGraph {
  const net = graphBuilder<AnnOp>("two");
  const first = net.named("first", dense(tensor([2, 4], weights)), net.input([4]));
  const relu = net.named("relu", { kind: "relu" }, first);
  net.named("second", dense(tensor([1, 2], [0.9, 0.2]), tensor([1], [0.123])), relu);
  return net.finish();
}

function weightsOf(graph: AnnGraph, id: string): readonly number[] {
  const { op } = graph.nodes.find((node) => node.id === id)!;
  assert(op.kind === "dense" || op.kind === "conv2d");
  return [...op.weight.data];
}

const WEIGHTS = [3, -1.4, 0.6, 0, 0, 0, 0, 0];

Deno.test("quantiseWeights() gives each output a scale of its own, and leaves silent ones", () => {
  const graph = quantiseWeights(twoLayers(WEIGHTS), { bits: 3 });
  assertEquals(weightsOf(graph, "first"), [3, -1, 1, 0, 0, 0, 0, 0]);
  const second = graph.nodes.at(-1)!.op;
  assert(second.kind === "dense");
  assertEquals(second.bias, tensor([1], [0.123]));
});

Deno.test("quantiseWeights() gives a layer one scale where asked to", () => {
  const weights = [3, -1.4, 0.6, 0, 0.1, 0.4, 0.6, -2];
  const graph = quantiseWeights(twoLayers(weights), { bits: 3, perChannel: false });
  assertEquals(weightsOf(graph, "first"), [3, -1, 1, 0, 0, 0, 1, -2]);
});

Deno.test("quantiseWeights() reaches both extremes from the lowest on", () => {
  const graph = quantiseWeights(twoLayers([-1, 0, 0.9, 2, 1, 2, 3, 0]), {
    bits: 2,
    symmetric: false,
  });
  assertEquals(weightsOf(graph, "first"), [-1, 0, 1, 2, 1, 2, 3, 0]);
});

Deno.test("quantiseWeights() leaves at most 2^k − 1 values, each within half a step", () => {
  const weight = randomTensor(createRandom(3), [4, 3, 3, 3]);
  const net = graphBuilder<AnnOp>("conv");
  net.named("conv", conv2d(weight), net.input([3, 5, 5]));
  for (let bits = 2; bits <= 8; bits++) {
    const rounded = weightsOf(quantiseWeights(net.finish(), { bits }), "conv");
    for (let o = 0; o < 4; o++) {
      const own = weight.data.slice(o * 27, o * 27 + 27);
      const step = Math.max(...own.map(Math.abs)) / (2 ** (bits - 1) - 1);
      const after = rounded.slice(o * 27, o * 27 + 27);
      assert(new Set(after).size <= 2 ** bits - 1);
      assert(after.every((value, i) => Math.abs(value - own[i]) <= step * 0.5000001));
    }
  }
});

Deno.test("quantiseWeights() names bits that make no sense", () => {
  for (const bits of [0, 1, 2.5, 17, NaN]) {
    assertThrows(() => quantiseWeights(tinyConvNet(), { bits }), RangeError, `received ${bits}`);
  }
});

Deno.test("binariseWeights() keeps the first and the last layer unless asked otherwise", () => {
  const graph = twoLayers([3, -1, 0, -4, 1, 1, -1, 1]);
  assertEquals(binariseWeights(graph), graph);
  const all = binariseWeights(graph, { keepEnds: false });
  assertEquals(weightsOf(all, "first"), [2, -2, 2, -2, 1, 1, -1, 1]);
  assertEquals(binariseWeights(all, { keepEnds: false }), all);
});

function statsOf(values: readonly number[]): ActivationStats {
  const seen = createDistribution();
  seen.add(Float32Array.from(values));
  const all = seen.finish();
  const entry = { all, channels: [all, all], sampleMaxima: all };
  return { samples: 1, nodes: new Map([["relu", entry], ["second", entry]]) };
}

Deno.test("quantiseActivations() makes each ReLU a rounding under its id", () => {
  const stats = statsOf([0, 1, 2, 3, 3]);
  const graph = quantiseActivations(twoLayers(WEIGHTS), stats, { bits: 2 });
  assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [
    ["input", "input"],
    ["first", "dense"],
    ["relu", "fakeQuantise"],
    ["second", "dense"],
  ]);
});

Deno.test("quantiseActivations() takes 1 as the largest level where nothing was seen above 0", () => {
  const [, , node] = quantiseActivations(twoLayers(WEIGHTS), statsOf([0]), { bits: 1 }).nodes;
  assertEquals(node.op, {
    kind: "fakeQuantise",
    scale: filled([1], 1),
    zeroPoint: filled([1], 0),
    min: 0,
    max: 1,
  });
});

Deno.test("quantiseActivations() names missing statistics and bits that make no sense", () => {
  const none: ActivationStats = { samples: 0, nodes: new Map() };
  assertThrows(
    () => quantiseActivations(twoLayers(WEIGHTS), none, { bits: 2 }),
    RangeError,
    `"relu"`,
  );
  const stats = statsOf([1]);
  assertThrows(
    () => quantiseActivations(twoLayers(WEIGHTS), stats, { bits: 0 }),
    RangeError,
    "1 … 16",
  );
});

Deno.test("normaliseActivations() takes the largest level of a quantised activation", () => {
  const stats = statsOf([0, 0.1, 0.2, 2]);
  const graph = quantiseActivations(twoLayers(WEIGHTS), statsOf([0, 1, 2, 3, 3]), { bits: 2 });
  const { op } = graph.nodes[2];
  assert(op.kind === "fakeQuantise");
  const most = Math.fround(3 * op.scale.data[0]);
  for (const perChannel of [false, true]) {
    const { scales, findings } = normaliseActivations(graph, stats, { percentile: 50, perChannel });
    assertEquals([...scales.get("relu")!.unit.data], [most]);
    const finding = findings.find(({ code }) => code === "activations-quantised")!;
    assert(finding.message.includes("The 3 levels above 0"));
  }
  const few = normaliseActivations(graph, stats, { levels: 2 }).scales.get("relu")!;
  assert(few.unit.data[0] <= most);
});
