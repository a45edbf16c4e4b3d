import { axisTaps, type Network, type Population, type Synapse } from "@snnkit/sim";
import { planarIndex } from "./_planar.ts";

/**
 * How many targets an event of each neuron reaches, by all synapses of the network, with what the
 * outputs receive: one number a neuron of each population, channel by channel.
 */
export function fanOutsOf({ populations }: Network): readonly Float64Array[] {
  const fanOuts = populations.map(({ neurons }) => new Float64Array(neurons));
  for (const population of populations) {
    if (population.kind !== "if" && population.kind !== "relay") continue;
    for (const synapse of population.synapses) {
      addFanOut(synapse, populations[synapse.source], fanOuts[synapse.source]);
    }
  }
  return fanOuts;
}

function addFanOut(synapse: Synapse, { layout, neurons }: Population, fanOut: Float64Array): void {
  switch (synapse.kind) {
    case "conv2d":
    case "convTranspose2d": {
      const { inputChannels, inputPlane, outputChannels, groups } = synapse;
      const [rows, columns] = ([0, 1] as const).map((axis) =>
        Array.from({ length: inputPlane[axis] }, (_, i) => axisTaps(synapse, axis, i).length)
      );
      for (let neuron = 0; neuron < neurons; neuron++) {
        const pixel = Math.floor(neuron / inputChannels);
        const taps = rows[Math.floor(pixel / inputPlane[1])] * columns[pixel % inputPlane[1]];
        fanOut[planarIndex(layout, neuron)] += taps * (outputChannels / groups);
      }
      break;
    }
    case "dense":
      for (let i = 0; i < neurons; i++) fanOut[i] += synapse.outputs;
      break;
    case "sparse":
      for (let i = 0; i < neurons; i++) {
        fanOut[planarIndex(layout, i)] += synapse.start[i + 1] - synapse.start[i];
      }
      break;
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}
