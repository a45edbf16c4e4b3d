import type { TtfsGraph } from "@snnkit/ir";
import {
  checkTtfs,
  compareTtfs,
  randomTimedGraph,
  runnerOf,
  type RunTtfs,
  ttfsCases,
} from "@snnkit/sim-ttfs/conformance";
import { createDenseTtfs } from "@snnkit/sim-ttfs/dense";
import { createReferenceTtfs } from "@snnkit/sim-ttfs";
import { blockNames } from "@snnkit/sim/conformance";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { assert } from "@std/assert";
import { joined } from "../pipeline/some_samples.ts";

const dense: RunTtfs = async (graph, samples, options) => {
  await using engine = await createDenseTtfs(graph, { ...options, layers: "times" });
  const records = await engine.record(joined(samples));
  return records.map(({ times = [], ...record }) => ({ ...record, times }));
};
const definition = runnerOf(createReferenceTtfs);

function samplesFor(graph: TtfsGraph, seed: number): Float32Array[] {
  const random = createRandom(seed, 19);
  const length = sizeOf(graph.nodes[0].shape);
  const draw = (): number => 1.5 * random.uniform() - 0.25;
  return [1, 2].map(() => Float32Array.from({ length }, draw));
}

for (const known of ttfsCases) {
  Deno.test(`The dense engine knows that ${known.name}`, () => checkTtfs(dense, known));
}

/** ONNX Runtime refuses pools that round up or whose padding is as large as their window. */
function isStrangePool(error: unknown): boolean {
  return error instanceof Error && error.message.includes("as ONNX Runtime refuses it") &&
    /merge shape info|kernel_shape/.test(error.message);
}

for (const block of blockNames) {
  Deno.test(`createDenseTtfs() gives the values of the definition through "${block}"`, async () => {
    let compared = 0;
    for (let seed = 0; seed < 12 && compared < 3; seed++) {
      const graph = randomTimedGraph(seed, { blocks: [block] });
      try {
        await compareTtfs(definition, dense, graph, samplesFor(graph, seed), {}, 2e-5);
        compared++;
      } catch (error) {
        if (!isStrangePool(error)) throw error;
      }
    }
    assert(compared > 0, "no graph of this block was one that ONNX Runtime takes");
  });
}
