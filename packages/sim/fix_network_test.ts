import { graphBuilder, type If, type RateGraph, type RateOp } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { randomGraph } from "./conformance/random_graph.ts";
import { analogCurrents } from "./analog_currents.ts";
import { compileNetwork } from "./compile_network.ts";
import { FIXED_CURRENT, FIXED_LIMIT, fixNetwork } from "./fix_network.ts";
import { forEachTarget } from "./for_each_target.ts";
import type { IfPopulation } from "./network.ts";
import { roundHalfEven, roundToGrid } from "./round_to_grid.ts";

Deno.test("roundHalfEven() rounds to the nearest whole number, ties to even", () => {
  const table = [
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [0.49999999999999994, 0],
    [1 / 3, 0],
    [-2.7, -3],
    [2 ** 51 - 0.5, 2 ** 51],
    [3e38, 3e38],
    [Infinity, Infinity],
    [NaN, NaN],
  ];
  for (const [x, whole] of table) assertEquals(roundHalfEven(x) + 0, whole, `of ${x}`);
});

Deno.test("roundToGrid() leaves what lies on the grid, and rounding twice is rounding once", () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), fc.integer({ min: -8, max: 12 }), (x, k) => {
      const once = roundToGrid(x, 2 ** k);
      assertEquals(roundToGrid(once, 2 ** k), once);
    }),
  );
});

/** Hidden neurons with one input weight each, between a source and an output. */
function hidden(weights: readonly number[], op: Partial<If> = {}): RateGraph {
  const net = graphBuilder<RateOp>("hidden");
  const source = net.add(population(), net.input([1]));
  const driven = net.add(
    { ...population(), ...op },
    net.add(dense(tensor([weights.length, 1], weights)), source),
  );
  return net.finish(net.add(population(), net.add(dense(filled([1, weights.length], 1)), driven)));
}

function gridOf(graph: RateGraph, timesteps = 16): number | undefined {
  return (fixNetwork(compileNetwork(graph), { timesteps }).populations[1] as IfPopulation).grid;
}

Deno.test("fixNetwork() takes the finest grid on which everything fits", () => {
  const scaled = (threshold: number) => ({ threshold: tensor([1], [threshold]) });
  assertEquals(gridOf(hidden([1])), 512);
  assertEquals(gridOf(hidden([1], scaled(4))), 128);
  assertEquals(gridOf(hidden([1], scaled(0.75))), 512);
  assertEquals(gridOf(hidden([1], scaled(1023))), 0.5);
  // 31.99 · 512 rounds to 16379, below 2^14; 32 · 512 is 2^14.
  assertEquals(gridOf(hidden([31.99])), 512);
  assertEquals(gridOf(hidden([32])), 256);
  assertEquals(gridOf(hidden([255])), 64);
  assertEquals(gridOf(hidden([-256])), undefined);
  assertEquals(gridOf(hidden([1], { initial: tensor([1], [-17]) })), 256);
});

Deno.test("fixNetwork() leaves in float32 what int16 cannot hold", () => {
  assertEquals(gridOf(hidden([1], { leak: 0.5 })), undefined);
  assertEquals(gridOf(hidden([1], { refractory: 1 })), undefined);
  // Thresholds too far apart.
  assertEquals(gridOf(hidden([1, 1], { threshold: tensor([2], [1, 0.1]) })), undefined);
  assertEquals(gridOf(hidden([1, 1], { threshold: tensor([2], [1, 0.125]) })), 512);
  const network = compileNetwork(hidden([1]));
  assertStrictEquals(fixNetwork(network, { timesteps: 32768 }), network);
  const { populations, output } = fixNetwork(network, { timesteps: 32767 });
  assertStrictEquals(populations[output], network.populations[output]);
});

Deno.test("fixNetwork() rounds the currents of a sample by half a step at most", () => {
  const network = compileNetwork(hidden([1]));
  const fixed = fixNetwork(network, { timesteps: 16 });
  for (const value of [0.3, -0.7001, 0.0009765625, 0.0029296875]) {
    const current = analogCurrents(fixed, Float32Array.of(value)).get(0)![0];
    assertEquals(current * 512, roundHalfEven(Math.fround(value) * 512));
  }
});

Deno.test("fixNetwork() changes nothing of what it rounded", () => {
  for (const graph of [hidden([1]), hidden([32]), hidden([-256]), randomGraph(7)]) {
    const fixed = fixNetwork(compileNetwork(graph), { timesteps: 16 });
    const again = fixNetwork(fixed, { timesteps: 16 });
    again.populations.forEach((population, p) =>
      assertStrictEquals(population, fixed.populations[p])
    );
  }
});

/** The sum of `|w|` of each neuron, counted connection by connection. */
function inputs(population: IfPopulation, neuronsOf: (p: number) => number): Float64Array {
  const sums = new Float64Array(population.neurons);
  for (const synapse of population.synapses) {
    for (let j = 0; j < neuronsOf(synapse.source); j++) {
      forEachTarget(synapse, j, (target, weight) => sums[target] += Math.abs(weight));
    }
  }
  return sums;
}

Deno.test("What fixNetwork() rounds keeps its bounds, on random graphs", () => {
  let found = 0;
  for (let seed = 0; seed < 60; seed++) {
    const network = compileNetwork(randomGraph(seed));
    const { populations } = fixNetwork(network, { timesteps: 50 });
    populations.forEach((population, p) => {
      if (population.kind !== "if" || population.grid === undefined) {
        assertStrictEquals(population, network.populations[p]);
        return;
      }
      found++;
      const { grid, limit, threshold, initial, drift = new Float32Array(0), synapses } = population;
      for (const values of [threshold, initial, drift, ...synapses.map(({ weight }) => weight)]) {
        assert(values.every((x) => Number.isInteger(x * grid)), population.id);
      }
      assert([...initial, ...drift].every((x) => Math.abs(x * grid) <= FIXED_CURRENT));
      const most = Math.max(...inputs(population, (source) => populations[source].neurons));
      assert(most * grid < FIXED_LIMIT, `${population.id} receives up to ${most * grid}`);
      // A bound above it may have been taken.
      assert(limit! + most * grid <= 32767, `${population.id} may reach ${limit! + most * grid}`);
      assert(limit! >= FIXED_LIMIT && limit! < 32767, `${population.id} is cut off at ${limit}`);
    });
  }
  assert(found > 60, `only ${found} populations are in fixed point`);
});
