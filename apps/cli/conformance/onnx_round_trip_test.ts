import type { AnnGraph, AnnNode } from "@snnkit/ir";
import { exportOnnx, importOnnx } from "@snnkit/onnx";
import { runAnn } from "@snnkit/reference";
import { createAnnRunner } from "@snnkit/runtime";
import { createRandom, sizeOf, type Tensor, tensor, transpose } from "@snnkit/tensor";
import { allClose, ANN_LAYERS, annGraphWith, arbitraryAnnGraph } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";

/** Sums in another order, and a quotient written as a product, differ by so much in float32. */
const TOLERANCE = { absolute: 1e-5, relative: 1e-5 };

function inputOf(graph: AnnGraph): AnnNode {
  return graph.nodes.find((node) => node.op.kind === "input")!;
}

function randomSample(graph: AnnGraph, seed: number): Tensor {
  const { shape } = inputOf(graph);
  const random = createRandom(seed);
  return tensor(shape, Array.from({ length: sizeOf(shape) }, () => random.normal()));
}

function checkRoundTrip(graph: AnnGraph): void {
  const imported = importOnnx(exportOnnx(graph), { name: graph.name }).graph;
  assertEquals(imported.outputs, graph.outputs);
  const sample = randomSample(graph, 1);
  const before = runAnn(graph, [sample]);
  // An input that is transposed so at once is what files with images channels last look like.
  const { op } = inputOf(imported);
  const last = op.kind === "input" && op.sourceLayout === "nhwc";
  const after = runAnn(imported, [last ? transpose(sample, [2, 0, 1]) : sample]);
  for (const id of graph.outputs) allClose(after.get(id)!, before.get(id)!, TOLERANCE);
}

Deno.test("importOnnx() of exportOnnx() computes the same around every kind of layer", () => {
  for (const layer of ANN_LAYERS) {
    for (const seed of [0, 1, 2]) checkRoundTrip(annGraphWith(layer, seed));
  }
});

Deno.test("importOnnx() of exportOnnx() computes the same for random networks", () => {
  for (let seed = 0; seed < 100; seed++) checkRoundTrip(arbitraryAnnGraph(seed));
});

Deno.test("exportOnnx() writes every kind of layer as ONNX Runtime computes it", async () => {
  for (const layer of ANN_LAYERS) {
    const graph = annGraphWith(layer, 3);
    const computed = graph.nodes.filter(({ op }) => op.kind !== "input" && op.kind !== "constant");
    const samples = [1, 2, 3].map((seed) => randomSample(graph, seed));
    const size = sizeOf(inputOf(graph).shape);
    const joined = new Float32Array(samples.length * size);
    samples.forEach((sample, i) => joined.set(sample.data, i * size));
    await using runner = await createAnnRunner(graph, { outputs: computed.map(({ id }) => id) });
    const results = await runner.runAll(joined);
    for (const [i, sample] of samples.entries()) {
      const expected = runAnn(graph, [sample]);
      for (const { id, shape } of computed) {
        const length = sizeOf(shape);
        const row = results.get(id)!.data.subarray(i * length, (i + 1) * length);
        allClose(row, expected.get(id)!.data, TOLERANCE);
      }
    }
  }
});
