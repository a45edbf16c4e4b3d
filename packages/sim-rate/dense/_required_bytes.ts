import type { Network } from "@snnkit/sim";
import type { BlockModel } from "./_lower_network.ts";

/** The most that one simulator may take: ONNX Runtime's WebAssembly can address 4 GiB in all. */
export const MOST_BYTES: number = 3 * 2 ** 30;

/** What a simulator takes where nobody has said how many samples it shall have side by side. */
export const USUAL_BYTES: number = 2 ** 30;

/**
 * About how much memory a batch takes at once, in bytes, by counting what is alive: the model twice,
 * as a file and as ONNX Runtime keeps it; every state five times, here and there, before and after a
 * block, and within a step; inputs and outputs of a block, here and there; and for the largest
 * population ten arrays of its size, as its step is calculated.
 *
 * @param batch Samples side by side.
 * @param block Steps of a block.
 */
export function requiredBytes(
  { populations, output }: Network,
  { bytes, states, currents, trains, classes }: BlockModel,
  batch: number,
  block: number,
): number {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const neuronsOf = ({ population }: { readonly population: number }): number =>
    populations[population].neurons;
  const remembered = sum(states.map(({ initial }) => initial.length));
  const perStep = sum(trains.map(neuronsOf)) + populations[output].neurons + classes.length;
  const largest = Math.max(...populations.map(({ neurons }) => neurons));
  const perSample = 5 * remembered + 2 * sum(currents.map(neuronsOf)) + 2 * block * perStep +
    10 * largest + widestGather(populations);
  return 2 * bytes.length + 4 * batch * perSample;
}

/** Values that the largest set of connections told one by one brings side by side. */
function widestGather(populations: Network["populations"]): number {
  let widest = 0;
  for (const population of populations) {
    if (population.kind !== "if" && population.kind !== "relay") continue;
    for (const synapse of population.synapses) {
      if (synapse.kind !== "sparse") continue;
      const filled = new Uint32Array(population.neurons);
      for (const target of synapse.target) filled[target]++;
      widest = Math.max(widest, 2 * filled.length * filled.reduce((a, b) => Math.max(a, b), 0));
    }
  }
  return widest;
}
