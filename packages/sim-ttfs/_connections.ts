import { forEachTarget, type Synapse } from "@snnkit/sim";

/** Every connection of a synapse, grouped by source neuron. */
export interface Connections {
  /** Source neuron `j` owns entries `start[j] … start[j + 1] − 1`. */
  readonly start: Uint32Array;
  /** Target neurons. */
  readonly target: Uint32Array;
  /** One weight a connection. */
  readonly weight: Float32Array;
}

/** More connections than this are walked anew for every spike: a list of them would be too long. */
const MOST = 2 ** 24;

/** Visits what a source neuron reaches; the entries are those of {@linkcode Connections}. */
export type VisitConnections = (
  source: number,
  visit: (target: number, weight: number) => void,
) => void;

/** The connections of a synapse, listed once where they are not too many. */
export function connectionsOf(synapse: Synapse, sources: number): VisitConnections {
  if (countConnections(synapse, sources) > MOST) {
    return (source, visit) => forEachTarget(synapse, source, visit);
  }
  const { start, target, weight } = listed(synapse, sources);
  return (source, visit) => {
    for (let e = start[source]; e < start[source + 1]; e++) visit(target[e], weight[e]);
  };
}

function countConnections(synapse: Synapse, sources: number): number {
  if (synapse.kind === "dense") return sources * synapse.outputs;
  if (synapse.kind === "sparse") return synapse.target.length;
  const { kernel, outputChannels, groups } = synapse;
  return sources * kernel[0] * kernel[1] * (outputChannels / groups);
}

function listed(synapse: Synapse, sources: number): Connections {
  if (synapse.kind === "sparse") return synapse;
  const start = new Uint32Array(sources + 1);
  for (let j = 0; j < sources; j++) forEachTarget(synapse, j, () => void start[j + 1]++);
  for (let j = 0; j < sources; j++) start[j + 1] += start[j];
  const target = new Uint32Array(start[sources]);
  const weight = new Float32Array(start[sources]);
  for (let j = 0, e = 0; j < sources; j++) {
    forEachTarget(synapse, j, (to, by) => {
      target[e] = to;
      weight[e++] = by;
    });
  }
  return { start, target, weight };
}
