import { type Encode, graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import type { SampleRecord } from "@snnkit/recording";
import { compileNetwork, type CreateSimulator, type SimulatorOptions } from "@snnkit/sim";
import { randomGraph, randomSample } from "@snnkit/sim/conformance";
import { filled } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

const ENGINES = [createReferenceSimulator, createEventSimulator];

/** Laws hold for every engine. */
function law(name: string, check: (create: CreateSimulator) => Promise<void>): void {
  for (const create of ENGINES) {
    const engine = create === createEventSimulator ? "event" : "reference";
    Deno.test(`${name} (${engine})`, () => check(create));
  }
}

/** Encoded values that output neurons sum. */
function encoded(size: number, op: Partial<Encode>): RateGraph {
  const net = graphBuilder<RateOp>("encoded");
  const encode: Encode = { kind: "encode", coding: "poisson", unit: filled([1], 1), ...op };
  const spikes = net.named("spikes", encode, net.input([size]));
  return net.finish(
    net.add(population(), net.add(dense(filled([1, size], 1), filled([1], 0)), spikes)),
  );
}

/** Records of samples, each with its number. */
async function recordsOf(
  create: CreateSimulator,
  graph: RateGraph,
  samples: readonly (readonly [Float32Array, number])[],
  options: SimulatorOptions,
): Promise<SampleRecord[]> {
  const simulator = await create(compileNetwork(graph), { counts: true, ...options });
  return samples.map(([sample, index]) => simulator.simulate(sample, index));
}

law("What a Poisson encoder sends depends on seed and sample, not on order", async (create) => {
  const graph = encoded(40, {});
  const values = filled([40], 0.5).data;
  const samples = [3, 1, 2].map((index) => [values, index] as const);
  const options = { timesteps: 30, seed: 7 };
  const forth = await recordsOf(create, graph, samples, options);
  const back = await recordsOf(create, graph, samples.toReversed(), options);
  assertEquals(forth, back.toReversed());
  assertNotEquals(forth[0].counts, forth[1].counts);
  const [other] = await recordsOf(create, graph, samples, { ...options, seed: 8 });
  assertNotEquals(other.counts, forth[0].counts);
  // A longer run begins like a shorter one.
  const [longer] = await recordsOf(create, graph, samples, { ...options, timesteps: 77 });
  assertEquals(longer.spikes.slice(0, 60), forth[0].spikes);
});

law("Seed and number of a sample are 0 unless given", async (create) => {
  const graph = encoded(9, {});
  const values = filled([9], 0.5).data;
  const simulator = await create(compileNetwork(graph), { timesteps: 20, counts: true });
  const [zeros] = await recordsOf(create, graph, [[values, 0]], { timesteps: 20, seed: 0 });
  assertEquals(simulator.simulate(values), zeros);
});

law("A Poisson encoder's counts are binomial of the rate |I| / unit", async (create) => {
  const timesteps = 400;
  const unit = 2;
  const values = Float32Array.from({ length: 200 }, (_, i) => (i - 100) / 40);
  const samples = Array.from({ length: 5 }, (_, index) => [values, index] as const);
  const graph = encoded(200, { signed: true, unit: filled([1], unit) });
  const records = await recordsOf(create, graph, samples, { timesteps, seed: 1 });
  let chiSquare = 0;
  let freedom = 0;
  values.forEach((value, i) => {
    const p = Math.min(1, Math.abs(value) / unit);
    const [mean, variance] = [timesteps * p, timesteps * p * (1 - p)];
    for (const { counts } of records) {
      const count = counts![0][i] * Math.sign(value);
      assert(Math.abs(count - mean) <= 5 * Math.sqrt(variance), `${count} of ${mean} expected`);
      if (variance === 0) continue;
      chiSquare += (count - mean) ** 2 / variance;
      freedom++;
    }
  });
  // The sum of squares is known within four standard deviations.
  assert(Math.abs(chiSquare - freedom) < 4 * Math.sqrt(2 * freedom), `${chiSquare} of ${freedom}`);
});

law("A periodic encoder's count is the nearest to p · t after every step", async (create) => {
  const rates = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(rates, fc.integer({ min: 1, max: 40 }), async (list, timesteps) => {
      const graph = encoded(list.length, { coding: "periodic", unit: filled([1], 64) });
      const sample = Float32Array.from(list);
      const [{ counts }] = await recordsOf(create, graph, [[sample, 0]], { timesteps });
      list.forEach((value, i) => {
        assertEquals(counts![0][i], Math.floor(Math.min(1, value / 64) * timesteps + 0.5));
      });
    }),
    { numRuns: 100 },
  );
});

law("An unsigned encoder sends what a signed one does of max(0, I)", async (create) => {
  const values = Float32Array.from({ length: 30 }, (_, i) => (i - 12) / 18);
  for (const coding of ["poisson", "periodic"] as const) {
    const run = async (signed: boolean, sample: Float32Array): Promise<SampleRecord> => {
      const graph = encoded(30, { coding, signed });
      return (await recordsOf(create, graph, [[sample, 4]], { timesteps: 25, seed: 3 }))[0];
    };
    assertEquals(await run(false, values), await run(true, values.map((x) => Math.max(0, x))));
  }
});

Deno.test("Both engines give the same bits for every seed and number of a sample", async () => {
  for (let seed = 0; seed < 12; seed++) {
    const graph = randomGraph(seed, { blocks: ["joinedWithEncoded", "gateOfEncoded"] });
    const samples = [0, 1, 2 ** 40 + seed].map((i) => [randomSample(graph, seed), i] as const);
    const options = { timesteps: 5 + 7 * seed, seed: 2 ** 45 * (seed % 3) + seed };
    const [definition, events] = await Promise.all(
      ENGINES.map((create) => recordsOf(create, graph, samples, options)),
    );
    assertEquals(events, definition);
  }
});

Deno.test("Many values are encoded in pixels of 65536 neurons, as an event can name no more", async () => {
  const size = 65536 + 5;
  const values = Float32Array.from({ length: size }, (_, i) => i % 997 / 996);
  const [definition, events] = await Promise.all(
    ENGINES.map((create) =>
      recordsOf(create, encoded(size, {}), [[values, 2]], { timesteps: 6, seed: 1 })
    ),
  );
  assertEquals(events, definition);
});

law("A seed and a sample's number must be whole numbers ≥ 0", async (create) => {
  const network = compileNetwork(encoded(2, {}));
  const simulator = await create(network, { timesteps: 1 });
  for (const wrong of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => simulator.simulate(new Float32Array(2), wrong), RangeError, `${wrong}`);
    let message = "";
    try {
      await create(network, { timesteps: 1, seed: wrong });
    } catch (error) {
      message = (error as Error).message;
    }
    assertEquals(
      message,
      `Cannot simulate "encoded" as its seed must be a whole number ≥ 0: received ${wrong}`,
    );
  }
});
