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
  const start = new Uint32Array(source.neurons + 1);
  const target: number[] = [];
  const weight: number[] = [];
  for (let neuron = 0; neuron < source.neurons; neuron++) {
    const row = new Map<number, number>();
    forEachStop(route, graphIndex(source.layout, neuron), (element, gain) => {
      const at = planIndex(layout, element);
      row.set(at, (row.get(at) ?? 0) + gain);
    });
    for (const at of [...row.keys()].sort((a, b) => a - b)) {
      target.push(at);
      weight.push(row.get(at)!);
    }
    start[neuron + 1] = target.length;
  }
  return {
    kind: "sparse",
    source: place,
    start,
    target: Uint32Array.from(target),
    weight: Float32Array.from(weight),
  };
}
