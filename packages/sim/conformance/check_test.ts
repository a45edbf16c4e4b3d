import type { SampleRecord } from "@snnkit/recording";
import { assertEquals, assertRejects } from "@std/assert";
import { compileNetwork, type CreateSimulator, layersOf } from "../mod.ts";
import { blockNames, cases, check, compare, randomGraph, randomSample } from "./mod.ts";

/** An engine that answers every sample with one record. */
function parrot(record: SampleRecord): CreateSimulator {
  return (network) => ({
    engine: "parrot",
    layers: layersOf(network),
    simulate: () => record,
    dispose: () => {},
  });
}

const [first] = cases;
const right: SampleRecord = {
  steps: 4,
  decisions: Uint16Array.from(first.expected.decisions),
  scores: Float32Array.from(first.expected.scores),
  spikes: Uint32Array.from(first.expected.spikes.flat()),
  synapticOps: Float64Array.from(first.expected.synapticOps),
  counts: first.expected.counts.map((row) => Int32Array.from(row)),
};

Deno.test("check() accepts the right record and refuses every wrong field, by name", async () => {
  await check(parrot(right), first);
  const wrong: readonly (readonly [Partial<SampleRecord>, string])[] = [
    [{ steps: 3 }, "steps must be 4: received 3"],
    [{ decisions: Uint16Array.of(2, 2, 2) }, "decisions must hold 4 values: received 3"],
    [{ scores: Float32Array.of(0.5, 0.25, 1, 0.5) }, "scores[3] must be 0.75: received 0.5"],
    [{ spikes: Uint32Array.of(1, 3, 2, 5) }, "spikes[3] must be 4: received 5"],
    [{ synapticOps: Float64Array.of(0, 1, 0, 0) }, "synapticOps[1] must be 0: received 1"],
    [{ counts: [Int32Array.of(2, 1, 4, 4)] }, "counts[0][3] must be 3: received 4"],
  ];
  for (const [part, message] of wrong) {
    await assertRejects(() => check(parrot({ ...right, ...part }), first), Error, message);
  }
});

Deno.test("compare() refuses an engine that differs from the definition", async () => {
  const other = { ...right, scores: Float32Array.of(1, 0.25, 1, 0.75) };
  const samples = [Float32Array.from(first.sample)];
  await compare(parrot(right), parrot(right), first.graph, samples, first.options);
  await assertRejects(
    () => compare(parrot(right), parrot(other), first.graph, samples, first.options),
    Error,
    'Cannot accept engine "parrot" as it differs on "case": for sample 0 scores[0] must be 0.5',
  );
});

Deno.test("compare() refuses an engine whose potentials or usual records differ", async () => {
  const samples = [Float32Array.from(first.sample)];
  const kept = { ...right, potentials: [Float32Array.of(0, 0, 0, 0)] };
  const other = { ...right, potentials: [Float32Array.of(0, 0, 0, 0.25)] };
  await compare(parrot(kept), parrot(kept), first.graph, samples, first.options);
  await assertRejects(
    () => compare(parrot(kept), parrot(other), first.graph, samples, first.options),
    Error,
    "potentials[0][3] must be 0: received 0.25",
  );
  const forgetful: CreateSimulator = (network, options) =>
    parrot(options.potentials ? kept : { ...kept, steps: 3 })(network, options);
  await assertRejects(
    () => compare(parrot(kept), forgetful, first.graph, samples, first.options),
    Error,
    "steps must be 4: received 3",
  );
});

Deno.test("randomGraph() gives a network that can be compiled, through every block", () => {
  for (const block of blockNames) {
    for (let seed = 0; seed < 3; seed++) compileNetwork(randomGraph(seed, { blocks: [block] }));
  }
});

Deno.test("randomGraph() holds multiples of 1/16 where numbers must be exact", () => {
  for (let seed = 0; seed < 30; seed++) {
    const graph = randomGraph(seed, { exact: true });
    for (const { op } of graph.nodes) {
      if (op.kind !== "conv2d" && op.kind !== "dense") continue;
      assertEquals(
        [...op.weight.data, ...op.bias.data].filter((w) => !Number.isInteger(16 * w)),
        [],
      );
    }
    assertEquals(randomSample(graph, seed).every((x) => Number.isInteger(16 * x)), true);
  }
});
