import { compileNetwork, fixNetwork, type Network, type SimulatorOptions } from "@snnkit/sim";
import { randomGraph, randomSample } from "@snnkit/sim/conformance";
import type { SampleRecord } from "@snnkit/recording";
import { assert, assertEquals } from "@std/assert";
import {
  createReferenceSimulator,
  createSimulatorPool,
  portOfWebWorker,
  simulateInOrder,
} from "../mod.ts";
import { createDenseSimulator } from "./mod.ts";

/** Taken before ONNX Runtime starts, which may put another in its place. */
const WebWorker = Worker;

const SAMPLES = 20;

/** Records of the event engine in so many threads. */
async function byEvents(
  network: Network,
  options: SimulatorOptions,
  samples: readonly Float32Array[],
  threads: number,
): Promise<SampleRecord[]> {
  const url = new URL("../worker.ts", import.meta.url);
  const pool = await createSimulatorPool(network, {
    ...options,
    threads,
    openWorker: () => portOfWebWorker(new WebWorker(url, { type: "module" })),
  });
  try {
    const range = { to: samples.length, sampleAt: (index: number) => samples[index] };
    return await Array.fromAsync(simulateInOrder(pool, range));
  } finally {
    pool.dispose();
  }
}

/** Records of the dense engine in batches of so many. */
async function densely(
  network: Network,
  options: SimulatorOptions,
  samples: readonly Float32Array[],
  batch: number,
): Promise<SampleRecord[]> {
  const simulator = await createDenseSimulator(network, { ...options, batch });
  const records: SampleRecord[] = [];
  for (let first = 0; first < samples.length; first += batch) {
    const some = samples.slice(first, first + batch);
    records.push(
      ...await simulator.simulateBatch(some.map((values, i) => ({ values, index: first + i }))),
    );
  }
  await simulator.dispose();
  return records;
}

Deno.test("Engines, threads and batches give the same records on weights of a grid", async () => {
  // Signed neurons and encoders in the first, plain ones in the second.
  for (const seed of [10, 22]) {
    const blocks = ["convolution", "identityShortcut", "convolution"];
    const graph = randomGraph(seed, { exact: true, blocks });
    const network = compileNetwork(graph);
    const samples = Array.from({ length: SAMPLES }, (_, i) => randomSample(graph, i));
    const options = { timesteps: 12, readout: "count", counts: true, seed } as const;
    // Rounded to its grids, the network stays as it is in either format.
    const rounded = fixNetwork(network, options);
    const isFixed = rounded.populations.map((p) => p.kind === "if" && p.grid !== undefined);
    assert(isFixed.filter(Boolean).length > 2, "some populations have 16-bit potentials");
    const reference = createReferenceSimulator(rounded, options);
    const wanted = samples.map((values, i) => reference.simulate(values, i));
    for (const threads of [1, 2, 3]) {
      for (const precision of ["f32", "i16"] as const) {
        const found = await byEvents(rounded, { ...options, precision }, samples, threads);
        assertEquals(found, wanted, `event ${precision}, ${threads} threads, seed ${seed}`);
      }
    }
    for (const batch of [1, 16]) {
      for (const precision of ["f32", "i16"] as const) {
        const found = await densely(rounded, { ...options, precision }, samples, batch);
        assertEquals(found, wanted, `dense ${precision}, batches of ${batch}, seed ${seed}`);
      }
    }
  }
});
