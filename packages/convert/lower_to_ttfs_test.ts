import {
  type AnnGraph,
  type AnnOp,
  graphBuilder,
  InvalidGraphError,
  type TtfsGraph,
} from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import {
  ConversionError,
  explainSpiking,
  lowerToTtfs,
  prepareAnn,
  type ValueRange,
  type ValueRanges,
} from "./mod.ts";

/** The same range for all, but for some. */
function rangesFor(graph: AnnGraph, others: Record<string, ValueRange> = {}): ValueRanges {
  const usual = graph.nodes.map(({ id }) => [id, { offset: 0, length: 2 }] as const);
  return new Map([...usual, ...Object.entries(others)]);
}

/** Kinds and windows, without what stays as it was. */
function timesOf({ nodes }: TtfsGraph): (string | number)[][] {
  return nodes.flatMap(({ id, op, inputs }) => {
    switch (op.kind) {
      case "encodeLatency":
      case "fireOnce":
        return [[id, op.kind, op.start, op.end]];
      case "delay":
        return [[id, op.kind, inputs[0], op.by]];
      case "earliestSpike":
        return [[id, op.kind]];
      default:
        return [];
    }
  });
}

Deno.test("lowerToTtfs() lets a window start where the one before ends", () => {
  const graph = prepareAnn(tinyConvNet(), "ttfs-exact");
  const { graph: lowered } = lowerToTtfs(
    graph,
    rangesFor(graph, { relu: { offset: 0, length: 3 } }),
  );
  assertEquals(timesOf(lowered), [
    ["input/spikes", "encodeLatency", 0, 2],
    ["relu", "fireOnce", 2, 5],
    ["pool", "earliestSpike"],
  ]);
  assertEquals(lowered.outputs, graph.outputs);
});

Deno.test("lowerToTtfs() delays shortcuts until their branch is through", () => {
  const graph = prepareAnn(tinyResNet(), "ttfs-exact");
  const { graph: lowered } = lowerToTtfs(graph, rangesFor(graph));
  const delays = timesOf(lowered).filter(([, kind]) => kind === "delay");
  assertEquals(delays, [
    ["relu1/delayed", "delay", "relu1", 2],
    ["norm3p/delayed", "delay", "norm3p", 2],
  ]);
});

Deno.test("lowerToTtfs() counts values of both signs from the smallest", () => {
  const net = graphBuilder<AnnOp>("signed");
  net.named(
    "conv",
    conv2d(filled([1, 1, 3, 3], 1), { padding: [1, 1, 1, 1] }),
    net.input([1, 4, 4]),
  );
  net.named("pool", maxPool2d(2), "conv");
  const graph = net.finish(net.named("logits", dense(filled([2, 2], 1)), "pool"));
  const { graph: lowered, findings } = lowerToTtfs(
    graph,
    rangesFor(graph, { input: { offset: -1, length: 2 }, pool: { offset: -3, length: 5 } }),
  );
  assertEquals(lowered.nodes.map(({ id, op }) => [id, op.kind]), [
    ["input", "input"],
    ["input/above", "affine"],
    ["input/spikes", "encodeLatency"],
    ["input/spikes/value", "affine"],
    ["conv", "conv2d"],
    ["conv/for/pool", "affine"],
    ["pool/neurons", "fireOnce"],
    ["pool/earliest", "earliestSpike"],
    ["pool", "affine"],
    ["logits", "dense"],
  ]);
  assertEquals(findings.map(({ code, node }) => [code, node]), [["max-pool-population", "pool"]]);
});

Deno.test("lowerToTtfs() names the layer whose window is none", () => {
  const graph = prepareAnn(tinyConvNet(), "ttfs-exact");
  for (const length of [0, -1, NaN, 1e-9, Infinity]) {
    const ranges = rangesFor(graph, { relu: { offset: 0, length } });
    assertThrows(() => lowerToTtfs(graph, ranges), InvalidGraphError, `"relu" of kind "fireOnce"`);
  }
});

Deno.test("lowerToTtfs() names the layers that have no range", () => {
  const graph = prepareAnn(tinyConvNet(), "ttfs-exact");
  const error = assertThrows(() => lowerToTtfs(graph, new Map()), RangeError);
  assertEquals(error.message.endsWith(`received none for "input", "relu"`), true, error.message);
});

Deno.test("lowerToTtfs() refuses what has no spiking counterpart", () => {
  const net = graphBuilder<AnnOp>("curved");
  net.named("tanh", { kind: "tanh" }, net.input([3]));
  assertEquals(explainSpiking(net.finish(), "ttfs-exact").map(({ node }) => node), ["tanh"]);
  assertThrows(() => lowerToTtfs(net.finish(), rangesFor(net.finish())), ConversionError, "tanh");
});
