import { compileNetwork, spikingPopulations } from "@snnkit/sim";
import { randomGraph, randomSample } from "@snnkit/sim/conformance";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator } from "./event_simulator.ts";

/** A clock that is one further each time somebody looks. */
function tickingClock(): { readonly now: () => number } {
  let ticks = 0;
  return { now: () => ticks++ };
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
const sample = new Float32Array(36).fill(0.5);

Deno.test("profile() tells of every population what it is and what works for it", async () => {
  const network = compileNetwork(tinyRateGraph());
  const simulator = await createEventSimulator(network, { timesteps: 8, profile: tickingClock() });
  const { populations } = simulator.profile()!;
  assertEquals(populations.map(({ id, kind, kernels }) => [id, kind, ...kernels]), [
    ["relu", "if", "current"],
    ["pool", "gate", "gate"],
    ["output", "if", "full"],
  ]);
});

Deno.test("profile() is absent without a clock, and changes no record", async () => {
  const network = compileNetwork(tinyRateGraph());
  for (const more of [{}, { counts: true, potentials: true }]) {
    const plain = await createEventSimulator(network, { timesteps: 20, ...more });
    const timed = await createEventSimulator(network, {
      ...{ timesteps: 20, ...more },
      profile: tickingClock(),
    });
    assertEquals(timed.simulate(sample), plain.simulate(sample));
    assertEquals(plain.profile(), undefined);
    timed.dispose();
    assertEquals(timed.profile(), undefined);
  }
});

Deno.test("profile() counts the spikes and operations of the records", async () => {
  for (let seed = 0; seed < 12; seed++) {
    const network = compileNetwork(randomGraph(seed));
    const options = { timesteps: 21, readout: "count", profile: tickingClock() } as const;
    const simulator = await createEventSimulator(network, options);
    const records = [1, 2].map((s) => simulator.simulate(randomSample(randomGraph(seed), s), s));
    const { samples, populations } = simulator.profile()!;
    assertEquals(samples, 2);
    assertEquals(
      sum(populations.map(({ synapticOps }) => synapticOps)),
      sum(records.flatMap(({ synapticOps }) => [...synapticOps])),
    );
    spikingPopulations(network).forEach((p, layer, { length }) =>
      assertEquals(
        populations[p].spikes,
        sum(records.flatMap(({ spikes }) => [...spikes].filter((_, i) => i % length === layer))),
        populations[p].id,
      )
    );
  }
});

Deno.test("profile() looks at the clock twice a population and block, and twice a sample", async () => {
  const network = compileNetwork(tinyRateGraph());
  // 40 steps are blocks of 16, 16 and 8; the sample's currents are one more piece of work.
  const simulator = await createEventSimulator(network, { timesteps: 40, profile: tickingClock() });
  simulator.simulate(sample);
  const { time, populations } = simulator.profile()!;
  assertEquals(populations.map(({ time }) => time), [4, 4, 4]);
  assertEquals(time, 2 * 12 + 1);
  simulator.simulate(sample);
  assertEquals(simulator.profile()!.populations[0].time, 8);
});

Deno.test("profile() times what no population took, too", async () => {
  const network = compileNetwork(tinyRateGraph());
  const simulator = await createEventSimulator(network, {
    timesteps: 16,
    profile: { now: () => performance.now() },
  });
  for (let i = 0; i < 5; i++) simulator.simulate(sample, i);
  const { time, populations } = simulator.profile()!;
  assert(sum(populations.map((population) => population.time)) <= time, `of ${time}`);
});
