import { forEachTarget, type Network } from "@snnkit/sim";

/** How the spikes of one population move the outputs, relays on the way included. */
export interface SourceReadout {
  /** The population, by its place. */
  readonly population: number;
  /** Neuron `j` owns entries `start[j] … start[j + 1] − 1`. */
  readonly start: Uint32Array;
  /** Classes. */
  readonly target: Uint32Array;
  /** One weight an entry; a class may occur several times. */
  readonly weight: Float64Array;
}

/** Everything that the outputs read, as single connections. */
export function outputReadout({ populations, output }: Network): readonly SourceReadout[] {
  const sources = new Map<number, [neuron: number, target: number, weight: number][]>();
  const walk = (place: number, from: Reach): void => {
    const population = populations[place];
    if (population.kind !== "if" && population.kind !== "relay") return;
    for (const synapse of population.synapses) {
      const entries: [number, number, number][] = [];
      const source = populations[synapse.source];
      for (let j = 0; j < source.neurons; j++) {
        forEachTarget(synapse, j, (target, weight) => {
          from(target, (output, gain) => entries.push([j, output, weight * gain]));
        });
      }
      if (source.kind === "relay") walk(synapse.source, reachOf(entries, source.neurons));
      else sources.set(synapse.source, [...sources.get(synapse.source) ?? [], ...entries]);
    }
  };
  walk(output, (target, visit) => visit(target, 1));
  return [...sources].map(([population, entries]) =>
    grouped(population, populations[population].neurons, entries)
  );
}

/** Visits the outputs that a neuron moves, and by how much. */
type Reach = (neuron: number, visit: (output: number, gain: number) => void) => void;

function reachOf(entries: readonly (readonly [number, number, number])[], neurons: number): Reach {
  const { start, target, weight } = grouped(0, neurons, entries);
  return (neuron, visit) => {
    for (let e = start[neuron]; e < start[neuron + 1]; e++) visit(target[e], weight[e]);
  };
}

function grouped(
  population: number,
  neurons: number,
  entries: readonly (readonly [number, number, number])[],
): SourceReadout {
  const start = new Uint32Array(neurons + 1);
  for (const [j] of entries) start[j + 1]++;
  for (let j = 0; j < neurons; j++) start[j + 1] += start[j];
  const next = start.slice();
  const target = new Uint32Array(entries.length);
  const weight = new Float64Array(entries.length);
  for (const [j, output, value] of entries) {
    const e = next[j]++;
    target[e] = output;
    weight[e] = value;
  }
  return { population, start, target, weight };
}
