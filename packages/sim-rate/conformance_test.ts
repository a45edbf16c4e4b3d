import {
  blockNames,
  cases,
  check,
  compare,
  randomGraph,
  randomSample,
} from "@snnkit/sim/conformance";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

for (const conformance of cases) {
  for (const create of [createReferenceSimulator, createEventSimulator]) {
    const engine = create === createEventSimulator ? "event" : "reference";
    Deno.test(`The ${engine} engine knows that ${conformance.name}`, () =>
      check(create, conformance));
  }
}

const READOUTS = ["membrane", "count", "softmax"] as const;

/** Compares both engines on one random graph. */
async function compareOn(seed: number, block?: string): Promise<void> {
  const graph = randomGraph(seed, block === undefined ? {} : { blocks: [block] });
  const samples = [randomSample(graph, seed), randomSample(graph, seed + 1)];
  const options = { timesteps: 1 + (7 * seed) % 50, readout: READOUTS[seed % 3] };
  await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
}

for (const block of blockNames) {
  Deno.test(`createEventSimulator() gives the bits of the definition through "${block}"`, async () => {
    for (let seed = 0; seed < 12; seed++) await compareOn(seed, block);
  });
}

Deno.test("createEventSimulator() gives the bits of the definition on random graphs", async () => {
  for (let seed = 1000; seed < 1060; seed++) await compareOn(seed);
});
