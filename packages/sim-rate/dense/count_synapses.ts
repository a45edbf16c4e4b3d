import type { Network } from "@snnkit/sim";
import { fanOutsOf } from "./_fan_outs.ts";

/**
 * How many synapses a network has: what the dense engine multiplies and adds in every step, whatever
 * its neurons do, and the most synaptic operations that a step can take.
 *
 * @example
 * ```ts
 * import { countSynapses } from "@snnkit/sim-rate/dense";
 * import { compileNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * // 36 gates reach 3 outputs each; what the 144 neurons before them send is only looked at.
 * assertEquals(countSynapses(compileNetwork(tinyRateGraph())), 108);
 * ```
 */
export function countSynapses(network: Network): number {
  return fanOutsOf(network).reduce((all, each) => each.reduce((sum, n) => sum + n, all), 0);
}
