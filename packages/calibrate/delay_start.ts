import type { If, RateGraph, RateNode } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { addCurrent } from "./add_current.ts";

/** How far neurons are held back at first. */
export interface DelayOptions {
  /** δ: by what share of its threshold each begins lower. */
  readonly by: number;
  /** T: over how many steps it is given that back, a whole number ≥ 1. */
  readonly timesteps: number;
}

/**
 * Let unsigned neurons begin lower, and give them back what they lack over the steps:
 * `V₀ ← V₀ − δ θ` and `I ← I + δ θ / T`.
 *
 * In the first steps the inputs of a neuron are known least: those with a small rate have not spiked
 * yet, the others already stand for more than they will. A neuron that should stay silent may reach
 * its threshold then, and cannot take the spike back. Held back it waits a little; after T steps it
 * has received the same in all, so that its count is rounded as before.
 *
 * Signed neurons take such spikes back, and those that reset to zero, leak or rest have no count to
 * keep: they and the outputs, which are read by what they receive, stay as they are. A graph without
 * others is given back itself.
 *
 * @see Li et al. 2021, arXiv:2106.06984, for potentials as something to calibrate
 *
 * @param graph A converted network; not modified.
 * @param options How far, and for how long.
 *
 * @example
 * ```ts
 * import { delayStart } from "@snnkit/calibrate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { nodes } = delayStart(tinyRateGraph(), { by: 0.25, timesteps: 8 });
 * const [hidden] = nodes.flatMap(({ op }) => op.kind === "if" ? [op] : []);
 * assertEquals([...hidden.initial.data], [-0.25, -0.25, -0.25, -0.25]); // Not 0.
 * ```
 */
export function delayStart(graph: RateGraph, { by, timesteps }: DelayOptions): RateGraph {
  let delayed = graph;
  for (const { id, op, shape } of graph.nodes) {
    if (op.kind !== "if" || !keepsCharge(op) || graph.outputs.includes(id)) continue;
    const { threshold: { data: threshold }, initial: { data: initial } } = op;
    const lacking = Float32Array.from(
      { length: shape[0] ?? 1 },
      (_, channel) => by * threshold[channel % threshold.length],
    );
    const lower = lacking.map((lack, channel) => initial[channel % initial.length] - lack);
    const held: If = { ...op, initial: tensor([lower.length], lower) };
    const nodes = delayed.nodes.map((node): RateNode =>
      node.id === id ? { ...node, op: held } : node
    );
    delayed = addCurrent({ ...delayed, nodes }, id, lacking.map((lack) => lack / timesteps));
  }
  return delayed;
}

/** Whether a neuron cannot take spikes back, and loses nothing of what it receives. */
function keepsCharge({ reset, signed = false, leak = 1, refractory = 0 }: If): boolean {
  return reset === "subtract" && !signed && leak === 1 && refractory === 0;
}
