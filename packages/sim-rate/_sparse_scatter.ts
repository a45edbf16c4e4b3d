import type { SparseSynapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { laneOf, potentialOffset } from "./_geometry.ts";
import { inFormat, type Place } from "./_place.ts";
import { SYNAPSE_KIND, type SynapseParts } from "./_records.ts";

/** The record of connections told one by one: where each source lane's begin, and their targets. */
export function sparseScatter(
  arena: Arena,
  { start, target: neurons, weight }: SparseSynapse,
  source: Place,
  target: Place,
): SynapseParts {
  const { rows, columns, lanes } = source.geometry;
  const starts = new Uint32Array(rows * columns * lanes + 1);
  for (let j = 0; j < start.length - 1; j++) {
    const lane = laneOf(source.geometry, j);
    starts[lane] = start[j];
    // The next lane may be one that pads a vector: nobody else would write it.
    starts[lane + 1] = start[j + 1];
  }
  const addresses = Uint32Array.from(
    neurons,
    (neuron) => target.v + potentialOffset(target.geometry, neuron),
  );
  return {
    kind: SYNAPSE_KIND.sparse,
    source: source.record,
    cells: arena.place(starts),
    targets: arena.place(addresses),
    weights: arena.place(inFormat(target, weight)),
  };
}
