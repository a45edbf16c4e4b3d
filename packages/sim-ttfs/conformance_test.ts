import { type TtfsGraph, verifyTtfs } from "@snnkit/ir";
import { blockNames } from "@snnkit/sim/conformance";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  checkTtfs,
  compareTtfs,
  randomTimedGraph,
  runnerOf,
  ttfsCases,
} from "./conformance/mod.ts";
import { compileTimedNetwork as compile, createEventTtfs, createReferenceTtfs } from "./mod.ts";

const definition = runnerOf(createReferenceTtfs);
const event = runnerOf(createEventTtfs);

for (const [engine, run] of [["definition", definition], ["event engine", event]] as const) {
  for (const known of ttfsCases) {
    Deno.test(`The ${engine} knows that ${known.name}`, () => checkTtfs(run, known));
  }
}

/** Values of the input of a graph, some of them negative. */
function samplesFor(graph: TtfsGraph, seed: number, count = 2): Float32Array[] {
  const random = createRandom(seed, 19);
  const { shape } = graph.nodes[0];
  return Array.from(
    { length: count },
    () => Float32Array.from({ length: sizeOf(shape) }, () => 1.5 * random.uniform() - 0.25),
  );
}

for (const block of blockNames) {
  Deno.test(`createEventTtfs() gives the values of the definition through "${block}"`, async () => {
    for (let seed = 0; seed < 12; seed++) {
      const graph = randomTimedGraph(seed, { blocks: [block] });
      await compareTtfs(definition, event, graph, samplesFor(graph, seed));
    }
  });
}

Deno.test("createEventTtfs() gives the values of the definition on random graphs", async () => {
  let spikes = 0;
  for (let seed = 1000; seed < 1060; seed++) {
    const graph = randomTimedGraph(seed);
    verifyTtfs(graph);
    const samples = samplesFor(graph, seed);
    await compareTtfs(definition, event, graph, samples);
    const [record] = await event(graph, samples, {});
    spikes += record.spikes.reduce((sum, n) => sum + n, 0);
  }
  assert(spikes > 5000, `${spikes} spikes are too few to tell engines apart`);
});

Deno.test("Both count the same spikes, clipped neurons and operations, and hear the same jitter", () => {
  for (let seed = 0; seed < 20; seed++) {
    const graph = randomTimedGraph(seed);
    const timed = compile(graph);
    const disturbance = { jitter: 0.1, missing: 0.2, seed };
    const [a, b] = [createReferenceTtfs, createEventTtfs].map((create) =>
      create(timed, { times: true, disturbance }).simulate(samplesFor(graph, seed)[0], 5)
    );
    assertEquals([a.spikes, a.synapticOps], [b.spikes, b.synapticOps]);
    assertEquals(a.clipped, b.clipped);
  }
});

Deno.test("An engine that is wrong is not accepted", async () => {
  const graph = randomTimedGraph(3);
  const samples = samplesFor(graph, 3);
  const early: typeof event = async (...args) =>
    (await event(...args)).map((record) => ({
      ...record,
      times: record.times.map((list) => list.map((time) => time - 1e-6)),
    }));
  await assertRejects(() => compareTtfs(definition, early, graph, samples), Error, "times[0]");
  await assertRejects(() => checkTtfs(early, ttfsCases[0], 1e-8), Error, "times[0]");
});
