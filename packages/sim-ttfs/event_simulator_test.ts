import { createRandom, sizeOf } from "@snnkit/tensor";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomTimedGraph } from "./conformance/random_graph.ts";
import { ttfsCases } from "./conformance/cases.ts";
import { compileTimedNetwork, createEventTtfs, type TtfsOptions } from "./mod.ts";

function run(seed: number, options: TtfsOptions, index = 0) {
  const graph = randomTimedGraph(seed, { blocks: ["convolution", "identityShortcut"] });
  const random = createRandom(seed, 23);
  const sample = Float32Array.from({ length: sizeOf(graph.nodes[0].shape) }, random.uniform);
  return createEventTtfs(compileTimedNetwork(graph), { times: true, ...options })
    .simulate(sample, index);
}

Deno.test("A neuron spikes at most once, in its window", () => {
  for (let seed = 0; seed < 20; seed++) {
    const graph = randomTimedGraph(seed);
    const simulator = createEventTtfs(compileTimedNetwork(graph), { times: true });
    const sample = new Float32Array(sizeOf(graph.nodes[0].shape)).fill(0.7);
    const { spikes, times } = simulator.simulate(sample);
    simulator.layers.forEach(({ neurons, window: { start, end } }, layer) => {
      assert(spikes[layer] <= neurons);
      const spoken = times![layer].filter(Number.isFinite);
      assertEquals(spoken.length, spikes[layer]);
      assert(spoken.every((time) => time >= start - 1e-9 && time < end));
    });
  }
});

Deno.test("Samples do not influence each other", () => {
  const timed = compileTimedNetwork(randomTimedGraph(4));
  const simulator = createEventTtfs(timed, { times: true });
  const size = sizeOf(timed.network.input.shape);
  const [a, b] = [0.9, 0.1].map((value) => new Float32Array(size).fill(value));
  const first = simulator.simulate(a);
  simulator.simulate(b);
  assertEquals(simulator.simulate(a), first);
});

Deno.test("The same seed and sample are disturbed alike, others are not", () => {
  const disturbance = { jitter: 0.05, missing: 0.1, seed: 3 };
  assertEquals(run(1, { disturbance }), run(1, { disturbance }));
  assert(
    run(1, { disturbance }).times!.some((list, k) =>
      list.some((time, i) => time !== run(1, { disturbance }, 1).times![k][i])
    ),
  );
});

Deno.test("All spikes missing is silence but for biases, none missing is no change", () => {
  const silent = run(2, { disturbance: { missing: 1 } });
  assertEquals([...silent.spikes].every((count) => count === 0), true);
  assertEquals(silent.synapticOps, 0);
  assertEquals(run(2, { disturbance: { missing: 0, jitter: 0 } }), run(2, {}));
});

Deno.test("About the share that is to be missing is missing", () => {
  const [first] = run(6, {}).spikes;
  const [left] = run(6, { disturbance: { missing: 0.25 } }).spikes;
  assertAlmostEquals(left / first, 0.75, 0.2);
});

Deno.test("More ticks come nearer to no ticks", () => {
  const { scores } = run(3, {});
  const errorAt = (steps: number): number =>
    run(3, { ticks: { steps } }).scores.reduce((sum, s, i) => sum + Math.abs(s - scores[i]), 0);
  assert(errorAt(1024) < errorAt(64) && errorAt(64) < errorAt(4));
  assert(errorAt(2 ** 20) < 1e-3);
});

Deno.test("Options out of their range are refused, all at once", () => {
  const timed = compileTimedNetwork(ttfsCases[0].graph);
  const options = {
    ticks: { steps: 0 },
    disturbance: { jitter: -1, missing: 2, seed: 0.5 },
  };
  const error = assertThrows(() => createEventTtfs(timed, options), RangeError);
  assertEquals(error.message.split("; ").length, 4, error.message);
});

Deno.test("A sample of another size is refused", () => {
  const simulator = createEventTtfs(compileTimedNetwork(ttfsCases[0].graph));
  assertThrows(() => simulator.simulate(new Float32Array(3)), TypeError, "needs 4 values");
});
