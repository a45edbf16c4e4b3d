import type { If, NodeId, RateGraph } from "@snnkit/ir";
import { sizeOf, type Tensor } from "@snnkit/tensor";

/** What the neurons of each population should answer on average, one a channel, by population. */
export type TargetMeans = ReadonlyMap<NodeId, Float64Array>;

/** Averages the trained network's activations, batch by batch, in bounded memory. */
export interface TargetMeter {
  /** The populations, whose values are wanted under the same ids from the trained network. */
  readonly nodes: readonly NodeId[];
  /**
   * Add samples.
   *
   * @param values Of each node, `[n, …shape]`, channels first.
   */
  readonly add: (values: ReadonlyMap<NodeId, Tensor>) => void;
  /** The means of what was added; 0 where nothing was. */
  readonly result: () => TargetMeans;
}

/**
 * Start to measure what a spiking network should answer: the mean over samples and positions of
 * `min(a, λ)` for every channel, where `a` is the trained network's activation and λ the activation
 * of one spike a step, beyond which no neuron can go. Outputs are read by their potential, so their
 * means are those of the values as they are.
 *
 * @param graph The spiking network; its populations' units are λ.
 * @param known Ids of the trained network's nodes; populations that it lacks are left out.
 *
 * @example
 * ```ts
 * import { createTargetMeter } from "@snnkit/calibrate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const meter = createTargetMeter(tinyRateGraph(), ["output"]);
 * meter.add(new Map([["output", filled([2, 3], -4)]])); // Two samples of three classes.
 * assertEquals([...meter.result().get("output")!], [-4, -4, -4]);
 * ```
 */
export function createTargetMeter(graph: RateGraph, known: Iterable<NodeId>): TargetMeter {
  const wanted = new Set(known);
  const tallies = graph.nodes.flatMap(({ id, op, shape }) => {
    if (op.kind !== "if" || !wanted.has(id)) return [];
    const channels = shape[0] ?? 1;
    return [{
      id,
      plane: sizeOf(shape) / channels,
      sums: new Float64Array(channels),
      ceiling: graph.outputs.includes(id) ? Float32Array.of(Infinity) : largestOf(op),
      seen: { samples: 0 },
    }];
  });
  const add = (values: ReadonlyMap<NodeId, Tensor>): void => {
    for (const { id, plane, sums, ceiling, seen } of tallies) {
      const found = values.get(id);
      const size = sums.length * plane;
      if (!found || found.data.length % size !== 0) {
        throw new TypeError(
          `Cannot average activations as "${id}" must have ${size} values a sample: received ` +
            `${found?.data.length ?? "none"}`,
        );
      }
      const { data } = found;
      for (let start = 0; start < data.length; start += plane) {
        const channel = (start / plane) % sums.length;
        const most = ceiling[channel % ceiling.length];
        for (let i = start; i < start + plane; i++) sums[channel] += Math.min(data[i], most);
      }
      seen.samples += data.length / size;
    }
  };
  const result = (): TargetMeans =>
    new Map(tallies.map(({ id, plane, sums, seen }) => {
      const count = Math.max(1, seen.samples * plane);
      return [id, sums.map((sum) => sum / count)];
    }));
  return { nodes: tallies.map(({ id }) => id), add, result };
}

/** The largest activation that neurons can say, `[1]` or one a channel: at one spike in `1 + r` steps. */
function largestOf({ unit, refractory = 0 }: If): Float32Array {
  return unit.data.map((activation) => activation / (1 + refractory));
}
