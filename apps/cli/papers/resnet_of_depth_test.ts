import { verifyAnn } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { resnetOfDepth, type ResNetSettings } from "./resnet_of_depth.ts";

const shape = [1, 12, 12];
const COUNT = 12;
const random = createRandom(1);
const samples = Float32Array.from({ length: COUNT * sizeOf(shape) }, random.uniform);
const settings: ResNetSettings = { shape, classes: 4, seed: 3, samples };

Deno.test("resnetOfDepth() counts layers with weights as the papers do", async () => {
  for (const depth of [8, 14]) {
    const { nodes } = await resnetOfDepth(depth, settings);
    // Convolutions of shortcuts do not count.
    const weighted = nodes.filter(({ id, op }) =>
      op.kind === "dense" || (op.kind === "conv2d" && !id.includes("shortcut"))
    );
    assertEquals(weighted.length, depth);
  }
});

Deno.test("resnetOfDepth() makes the same network of the same seed, another of another", async () => {
  const graph = await resnetOfDepth(8, settings);
  verifyAnn(graph);
  assertEquals(await resnetOfDepth(8, settings), graph);
  const other = await resnetOfDepth(8, { ...settings, seed: 4 });
  assert(JSON.stringify(other.nodes[1].op) !== JSON.stringify(graph.nodes[1].op));
});

Deno.test("resnetOfDepth() keeps the scale of activations at any depth", async () => {
  for (const depth of [8, 26]) {
    const graph = await resnetOfDepth(depth, settings);
    const norms = graph.nodes.filter(({ op }) => op.kind === "batchNorm").map(({ id }) => id);
    await using runner = await createAnnRunner(graph, { outputs: [...norms, "scores"] });
    const values = await runner.runAll(samples);
    for (const [id, { data }] of values) {
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const square = data.reduce((sum, value) => sum + value * value, 0) / data.length;
      assertAlmostEquals(mean, 0, 2e-3, `${id} of depth ${depth}`);
      assertAlmostEquals(square, 1, 2e-2, `${id} of depth ${depth}`);
    }
  }
});

Deno.test("resnetOfDepth() refuses depths that no such network has", async () => {
  for (const depth of [2, 9, 110.5]) {
    await assertRejects(() => resnetOfDepth(depth, settings), RangeError, "6 n + 2");
  }
});
