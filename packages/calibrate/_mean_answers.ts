import type { NodeId, RateGraph } from "@snnkit/ir";
import { compileNetwork, type CreateSimulator } from "@snnkit/sim";
import { probePopulation } from "./probe_population.ts";

/** With what answers are measured. */
export interface AnswerOptions {
  /** Steps of every sample. */
  readonly timesteps: number;
  /** As the input node has them. */
  readonly samples: readonly Float32Array[];
  /** Makes the simulator. */
  readonly createSimulator: CreateSimulator;
  /** Called after each sample. */
  readonly onSample: () => void | Promise<void>;
}

/**
 * What a population answers, averaged over samples and positions, one a channel, in the unit of the
 * trained network's activation: `λ N / T`; for the network's output the mean input, `λ Σ I / T`.
 */
export async function meanAnswers(
  graph: RateGraph,
  population: NodeId,
  options: AnswerOptions,
): Promise<Float64Array> {
  const { timesteps, samples, createSimulator, onSample } = options;
  const node = graph.nodes.find(({ id }) => id === population)!;
  if (node.op.kind !== "if") throw new Error("Unreachable: populations are neurons");
  const isOutput = graph.outputs.includes(population);
  const network = compileNetwork(isOutput ? graph : probePopulation(graph, population));
  const simulator = await createSimulator(network, { timesteps, readout: "membrane" });
  const sums = new Float64Array(node.shape[0]);
  try {
    for (const sample of samples) {
      const { scores } = simulator.simulate(sample);
      const plane = scores.length / sums.length;
      scores.forEach((score, i) => sums[Math.floor(i / plane)] += score / plane);
      await onSample();
    }
  } finally {
    simulator.dispose();
  }
  // The probe counts spikes; an output's scores are in the unit of the activation already.
  const { data: unit } = node.op.unit;
  return sums.map((sum, channel) =>
    (isOutput ? sum : sum * unit[channel % unit.length]) / samples.length
  );
}
