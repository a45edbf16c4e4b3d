import {
  blockNames,
  cases,
  check,
  compare,
  randomGraph,
  randomSample,
} from "@snnkit/sim/conformance";
import { compileNetwork, type StopRule } from "@snnkit/sim";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

for (const conformance of cases) {
  for (const create of [createReferenceSimulator, createEventSimulator]) {
    const engine = create === createEventSimulator ? "event" : "reference";
    Deno.test(`The ${engine} engine knows that ${conformance.name}`, () =>
      check(create, conformance));
  }
}

/** Of random networks some samples end early by these, some do not. */
const STOPS: readonly StopRule[] = [
  { kind: "none" },
  { kind: "margin", atLeast: 0.1 },
  { kind: "entropy", atMost: 0.9 },
  { kind: "margin", atLeast: 0.4 },
];

const READOUTS = ["membrane", "count", "softmax", "softmax-clocked", "softmax-free"] as const;

/** Compares both engines on one random graph. */
async function compareOn(seed: number, block?: string): Promise<void> {
  const graph = randomGraph(seed, block === undefined ? {} : { blocks: [block] });
  const samples = [randomSample(graph, seed), randomSample(graph, seed + 1)];
  const options = {
    timesteps: 1 + (7 * seed) % 50,
    readout: READOUTS[seed % 5],
    seed,
    stop: STOPS[seed % 4],
    confidence: seed % 2 === 0 ? "margin" : "entropy",
  } as const;
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

Deno.test("An engine that stops early gives the beginning of what it would have given", async () => {
  let [early, blocks] = [0, 0];
  for (let seed = 0; seed < 24; seed++) {
    const graph = randomGraph(seed);
    const network = compileNetwork(graph);
    const sample = randomSample(graph, seed);
    const readout = READOUTS[seed % 5];
    const options = { timesteps: 30, readout, counts: true, potentials: true } as const;
    const whole = await createEventSimulator(network, { ...options, confidence: "margin" });
    const full = whole.simulate(sample);
    const atLeast = full.confidence![Math.floor(seed / 2)];
    const first = full.confidence!.findIndex((margin) => margin >= atLeast);
    for (const create of [createReferenceSimulator, createEventSimulator]) {
      const stopping = await create(network, { ...options, stop: { kind: "margin", atLeast } });
      const record = stopping.simulate(sample);
      const { steps } = record;
      assertEquals(steps, first + 1);
      assertEquals(record.decisions, full.decisions.slice(0, steps));
      assertEquals(record.synapticOps, full.synapticOps.slice(0, steps));
      assertEquals(record.spikes, full.spikes.slice(0, steps * whole.layers.length));
      // A run of just so many steps ends in the same state.
      const { confidence: _, ...wanted } = (await create(network, { ...options, timesteps: steps }))
        .simulate(sample);
      assertEquals(record, wanted);
    }
    if (first + 1 < 30) early++;
    if (first + 1 < 30 && (first + 1) % 2 !== 0) blocks++;
  }
  assert(early > 12 && blocks > 6, `${early} samples stop early, ${blocks} within a block`);
});

Deno.test("An engine stops at the first spike of its outputs", async () => {
  let early = 0;
  for (let seed = 0; seed < 12; seed++) {
    const graph = randomGraph(seed);
    const options = { timesteps: 20, readout: "count", stop: { kind: "first-spike" } } as const;
    const samples = [randomSample(graph, seed)];
    await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
    const { steps, spikes } = (await createEventSimulator(compileNetwork(graph), options))
      .simulate(samples[0]);
    const layers = spikes.length / steps;
    // The output is the last layer.
    const sent = Array.from({ length: steps }, (_, t) => spikes[(t + 1) * layers - 1]);
    assertEquals(sent.slice(0, -1).every((n) => n === 0), true);
    if (steps < 20) early++;
    if (steps < 20) assert(sent[steps - 1] > 0);
  }
  assert(early > 3, `${early} samples stop early`);
});
