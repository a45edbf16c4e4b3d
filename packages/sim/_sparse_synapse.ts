import { forEachStop, type Route } from "./_route.ts";
import { graphIndex, type Layout, planIndex } from "./layout.ts";
import type { Population } from "./network.ts";
import type { SparseSynapse } from "./synapse.ts";

/**
 * The connections of a route, one by one: entries of the same pair are added in float64 and the
 * sum is rounded once.
 *
 * @param place The source's place in the plan.
 * @param source The source.
 * @param route Where the elements of its node go.
 * @param layout Of the neurons that they reach.
 */
export function sparseSynapse(
  place: number,
  source: Population,
  route: Route,
  layout: Layout,
): SparseSynapse {
  const most = route.kind === "straight" ? source.neurons : route.target.length;
  const start = new Uint32Array(source.neurons + 1);
  const target = new Uint32Array(most);
  const weight = new Float64Array(most);
  let end = 0;
  for (let neuron = 0; neuron < source.neurons; neuron++) {
    const first = end;
    forEachStop(route, graphIndex(source.layout, neuron), (element, gain) => {
      target[end] = planIndex(layout, element);
      weight[end++] = gain;
    });
    if (end > first + 1) end = sortAndMerge(target, weight, first, end);
    start[neuron + 1] = end;
  }
  return {
    kind: "sparse",
    source: place,
    start,
    target: target.slice(0, end),
    weight: Float32Array.from(weight.subarray(0, end)),
  };
}

/** Orders the entries of one source by target and adds those of the same; returns the new end. */
function sortAndMerge(
  target: Uint32Array,
  weight: Float64Array,
  first: number,
  end: number,
): number {
  const entries = Array.from(
    { length: end - first },
    (_, i) => [target[first + i], weight[first + i]] as const,
  ).sort(([a], [b]) => a - b);
  let at = first - 1;
  for (const [neuron, gain] of entries) {
    if (at >= first && target[at] === neuron) {
      weight[at] += gain;
    } else {
      target[++at] = neuron;
      weight[at] = gain;
    }
  }
  return at + 1;
}
