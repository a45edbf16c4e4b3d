import { calibrate } from "@snnkit/calibrate";
import type { RateGraph } from "@snnkit/ir";
import { runRate } from "@snnkit/reference";
import { createAnnRunner } from "@snnkit/runtime";
import { blockNames, randomGraph, randomSample } from "@snnkit/sim/conformance";
import { type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { assertAlmostEquals } from "@std/assert";

const TIMESTEPS = 40;

/** Of what encoders send. */
const SEED = 3;

/** What each channel of a population answers on average, by the graph's own definition. */
function answersOf(
  graph: RateGraph,
  id: string,
  shape: Shape,
  samples: readonly Float32Array[],
): Float64Array {
  const input = graph.nodes.find(({ op }) => op.kind === "input")!;
  const sums = new Float64Array(shape[0]);
  const plane = sizeOf(shape) / sums.length;
  for (const [number, sample] of samples.entries()) {
    const given = [tensor(input.shape, sample)];
    const draw = { seed: SEED, sample: number };
    const { spikes, currents } = runRate(graph, given, TIMESTEPS, draw).get(id)!;
    // An output is read by what it is given.
    for (const step of graph.outputs.includes(id) ? currents : spikes) {
      step.forEach((value, i) => sums[Math.floor(i / plane)] += value);
    }
  }
  return sums.map((sum) => sum / (samples.length * TIMESTEPS * plane));
}

for (const block of blockNames) {
  Deno.test(`calibrate() finds what the graph's definition answers through "${block}"`, async () => {
    const graph = randomGraph(1, { exact: true, blocks: [block] });
    const samples = [randomSample(graph, 1), randomSample(graph, 2)];
    for (const { id, op, shape } of graph.nodes) {
      if (op.kind !== "if") continue;
      const { steps: [{ before }] } = await calibrate(graph, {
        timesteps: TIMESTEPS,
        samples,
        seed: SEED,
        // Of neurons that should be silent, every answer is an error.
        targets: new Map([[id, new Float64Array(shape[0])]]),
        createLinear: createAnnRunner,
      });
      const { data: unit } = op.unit;
      const answers = answersOf(graph, id, shape, samples)
        .map((answer, channel) => Math.abs(answer * unit[channel % unit.length]));
      const mean = answers.reduce((sum, answer) => sum + answer) / answers.length;
      assertAlmostEquals(before, mean, 1e-5 * Math.max(1, mean), `of "${id}"`);
    }
  });
}
