import type { RateGraph } from "@snnkit/ir";
import { runRate } from "@snnkit/reference";
import { compileNetwork } from "@snnkit/sim";
import { blockNames, randomGraph, randomSample } from "@snnkit/sim/conformance";
import { createRateSimulator, RATE_ENGINES } from "@snnkit/sim-rate";
import { tensor } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";

const TIMESTEPS = 12;

/**
 * Compares every engine with the graph's own definition, which evaluates all nodes at every step and
 * knows nothing of plans: spikes of every neuron, and the output's summed current.
 */
async function check(graph: RateGraph, seed: number): Promise<void> {
  const sample = randomSample(graph, seed);
  const { shape } = graph.nodes.find((node) => node.op.kind === "input")!;
  const trace = runRate(graph, [tensor(shape, sample)], TIMESTEPS);
  const [output] = graph.outputs;
  const network = compileNetwork(graph);
  for (const engine of RATE_ENGINES) {
    const options = { timesteps: TIMESTEPS, counts: true, engine } as const;
    const counting = await createRateSimulator(network, { ...options, readout: "count" });
    const { counts, spikes } = counting.simulate(sample);
    counting.layers.forEach(({ id }, layer) => {
      const steps = trace.get(id)!.spikes;
      const expected = steps[0].map((_, i) => steps.reduce((sum, step) => sum + step[i], 0));
      assertEquals(
        [...counts![layer]],
        [...expected],
        `${engine}: spikes of "${id}", seed ${seed}`,
      );
      const perStep = steps.map((step) => step.reduce((sum, s) => sum + Math.abs(s), 0));
      const own = perStep.map((_, t) => spikes[t * counting.layers.length + layer]);
      assertEquals(own, perStep, `${engine}: spikes of each step of "${id}", seed ${seed}`);
    });

    const summing = await createRateSimulator(network, { ...options, readout: "membrane" });
    const { scores } = summing.simulate(sample);
    const { currents } = trace.get(output)!;
    const unit = unitOf(graph);
    const perUnit = currents[0].length / unit.length;
    const expected = Float32Array.from(currents[0], (_, i) => {
      const sum = currents.reduce((total, step) => total + step[i], 0);
      return sum * unit[Math.floor(i / perUnit)] / TIMESTEPS;
    });
    allClose(scores, expected);
  }
}

/** The activation that a spike of the output stands for, one value or one a channel. */
function unitOf({ nodes, outputs: [output] }: RateGraph): Float32Array {
  const { op } = nodes.find((node) => node.id === output)!;
  if (op.kind !== "if") throw new Error("Unreachable: outputs are neurons");
  return op.unit.data;
}

for (const block of blockNames) {
  Deno.test(`Every engine spikes as the graph's definition says through "${block}"`, async () => {
    for (let seed = 0; seed < 8; seed++) {
      await check(randomGraph(seed, { exact: true, blocks: [block] }), seed);
    }
  });
}

Deno.test("Every engine spikes as the definition says on random graphs", async () => {
  for (let seed = 500; seed < 540; seed++) await check(randomGraph(seed, { exact: true }), seed);
});
