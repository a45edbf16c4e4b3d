import type { LayerInfo } from "@snnkit/recording";
import type { Network } from "./network.ts";

/** The populations that spike, in the order of a recording's layers, by their place in the plan. */
export function spikingPopulations(network: Network): number[] {
  return [...network.populations.keys()].filter((i) => network.populations[i].kind !== "relay");
}

/** What a recording says of the populations that spike. */
export function layersOf(network: Network): LayerInfo[] {
  return spikingPopulations(network).map((i) => {
    const { id, shape, neurons } = network.populations[i];
    return { id, shape, neurons };
  });
}
