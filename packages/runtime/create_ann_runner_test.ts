import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { createRandom, filled, type Tensor, tensor } from "@snnkit/tensor";
import { conv2d, dense, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { createAnnRunner } from "./create_ann_runner.ts";

/** `[2, 2, 2]` → `weigh` = channel 0 − 10 · channel 1 at each pixel → `relu` → `sum` `[1]`. */
function differences(sourceLayout: "nchw" | "nhwc" = "nchw"): AnnGraph {
  const net = graphBuilder<AnnOp>("differences");
  const weigh = net.named("weigh", conv2d(tensor([1, 2, 1, 1], [1, -10])), net.input([2, 2, 2]));
  const relu = net.named("relu", { kind: "relu" }, weigh);
  const flat = net.named("flat", { kind: "reshape", shape: [4] }, relu);
  const graph = net.finish(net.named("sum", dense(filled([1, 4], 1)), flat));
  const nodes = graph.nodes.map((node) =>
    node.op.kind === "input" ? { ...node, op: { ...node.op, sourceLayout } } : node
  );
  return { ...graph, nodes };
}

/** Channel 0, then channel 1. */
const SAMPLE = [100, 20, 30, 40, 1, 2, 3, 5];

Deno.test("createAnnRunner() computes what the graph says", async () => {
  await using runner = await createAnnRunner(differences());
  assertEquals([runner.sampleShape, runner.outputs], [[2, 2, 2], ["sum"]]);
  const logits = await runner.run(Float32Array.from([...SAMPLE, ...SAMPLE.map((x) => 2 * x)]));
  assertEquals(logits, { shape: [2, 1], data: Float32Array.of(90, 180) });
});

Deno.test("createAnnRunner() takes samples channels first, whatever the graph's file had", async () => {
  await using runner = await createAnnRunner(differences("nhwc"), { outputs: ["weigh"] });
  assertEquals(await runner.run(Float32Array.from(SAMPLE)), {
    shape: [1, 1, 2, 2],
    data: Float32Array.of(90, 0, 0, -10),
  });
});

Deno.test("createAnnRunner() yields the nodes wanted, inner ones too, in their order", async () => {
  await using runner = await createAnnRunner(differences(), { outputs: ["relu", "sum", "weigh"] });
  assertEquals(runner.outputs, ["relu", "sum", "weigh"]);
  const samples = Float32Array.from(SAMPLE);
  const results = await runner.runAll(samples);
  assertEquals([...results.keys()], ["relu", "sum", "weigh"]);
  assertEquals([...results.get("relu")!.data], [90, 0, 0, 0]);
  assertEquals(await runner.run(samples), results.get("relu"));
});

Deno.test("createAnnRunner() gives the same for every size of batch", async () => {
  const random = createRandom(3);
  for (const graph of [tinyConvNet(), tinyResNet()]) {
    const size = graph.nodes[0].shape.reduce((a, b) => a * b);
    const samples = Float32Array.from({ length: 7 * size }, random.normal);
    const results: Tensor[] = [];
    for (const batch of [1, 3, 64]) {
      await using runner = await createAnnRunner(graph, { batch });
      results.push(await runner.run(samples));
    }
    for (const result of results) {
      assertEquals(result.shape, results[0].shape);
      result.data.forEach((value, i) => assertAlmostEquals(value, results[0].data[i], 1e-5));
    }
  }
});

Deno.test("createAnnRunner() names all the outputs that it cannot compute", async () => {
  await assertRejects(
    () => createAnnRunner(differences(), { outputs: ["sum", "logits", "input"] }),
    TypeError,
    'Cannot run "differences" as its outputs must be nodes that it computes: ' +
      'received "logits", "input"',
  );
});

Deno.test("createAnnRunner() refuses a graph that has not one input", async () => {
  const net = graphBuilder<AnnOp>("pair");
  const graph = net.finish(net.add({ kind: "add" }, net.input([2], "a"), net.input([2], "b")));
  await assertRejects(
    () => createAnnRunner(graph),
    TypeError,
    'Cannot run "pair" on samples as it must have one input: found "a", "b"',
  );
});

Deno.test("createAnnRunner() names the graph when samples do not fit", async () => {
  await using runner = await createAnnRunner(differences());
  await assertRejects(
    () => runner.run(new Float32Array(9)),
    TypeError,
    'Cannot run "differences" as samples must be [N, 2, 2, 2], 8 values each: received [9]',
  );
});
