import { graphBuilder, nodesById, type RateOp } from "@snnkit/ir";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import { createGather, inputsOf, weightsBelow } from "./_weighted_inputs.ts";

Deno.test("createGather() gathers what a convolution weighs, zeros beside the plane", () => {
  const net = graphBuilder<RateOp>("gather");
  const x = net.input([2, 3, 3]);
  const random = createRandom(3);
  const weight = tensor([1, 2, 2, 2], Float32Array.from({ length: 8 }, random.uniform));
  const conv = net.named("conv", {
    kind: "conv2d",
    weight,
    bias: filled([1], 0),
    stride: [2, 1],
    padding: [1, 0, 0, 1],
    dilation: [1, 1],
    groups: 1,
  }, x);
  const graph = net.finish(net.named("relu", population(), conv));
  const nodes = nodesById(graph);
  const found = weightsBelow(graph, nodes, nodes.get("relu")!)!;
  assertEquals([found.id, found.shape, inputsOf(found)], ["conv", [1, 2, 3], 8]);
  const gather = createGather(found, [2, 3, 3]);
  const values = Float32Array.from({ length: 18 }, (_, i) => i + 1);
  const row = new Float32Array(8);
  gather(values, 0, row);
  assertEquals([...row], [0, 0, 1, 2, 0, 0, 10, 11]);
  gather(values, 5, row);
  assertEquals([...row], [6, 0, 9, 0, 15, 0, 18, 0]);
});

Deno.test("weightsBelow() finds no weights that others read, too", () => {
  const net = graphBuilder<RateOp>("shared");
  const x = net.input([2]);
  const shared = net.named("shared", dense(tensor([2, 2], [1, 0, 0, 1])), x);
  const own = net.named("own", dense(tensor([2, 2], [1, 0, 0, 1])), x);
  const sum = net.named("sum", { kind: "add" }, shared, own);
  const relu = net.named("relu", population(), sum);
  const both = net.named("both", { kind: "add" }, shared, relu);
  const graph = net.finish(net.named("out", population(), both));
  const nodes = nodesById(graph);
  assertEquals(weightsBelow(graph, nodes, nodes.get("relu")!)?.id, "own");
  assertEquals(weightsBelow(graph, nodes, nodes.get("out")!), undefined);
});
