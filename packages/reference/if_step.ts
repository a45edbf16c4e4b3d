import type { If } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";

/** Parameters of a layer of integrate-and-fire neurons. */
export interface IfParams {
  /** θ, one for all or one per channel, `[1]` or `[C]`, in the unit of the input. Must be > 0. */
  readonly threshold: Float32Array;
  /** `"subtract"` keeps the residual (soft reset); `"zero"` discards it. */
  readonly reset: "subtract" | "zero";
}

/** What one neuron layer remembers between steps; owned by the caller. */
export interface IfState {
  /** Membrane potential, `[N]`, in the unit of the threshold; channels outermost. */
  readonly v: Float32Array;
}

/**
 * Advance `N` integrate-and-fire neurons by one time step, in place.
 *
 * `v += input`, in float32; a neuron fires where `v ≥ θ` (ties fire), then `v −= θ` or `v = 0`. At
 * most one spike a neuron and step. Allocates nothing.
 *
 * @see Rueckauer et al. 2017, §2.1 and §2.2, doi:10.3389/fnins.2017.00682
 *
 * @param params Threshold and reset; channel `c` owns the neurons `c·N/C … (c + 1)·N/C − 1`.
 * @param state Mutated: `v` becomes the potential after reset.
 * @param input Input current of this step, `[N]`, already weighted.
 * @param spikes Overwritten: 1 where a neuron fired, else 0, `[N]`.
 * @returns How many neurons fired.
 *
 * @example
 * ```ts
 * import { ifStep } from "@snnkit/reference";
 * import { assertEquals } from "@std/assert";
 *
 * const params = { threshold: Float32Array.of(1), reset: "subtract" } as const;
 * const state = { v: Float32Array.of(0.5, 0) };
 * const spikes = new Uint8Array(2);
 * assertEquals(ifStep(params, state, Float32Array.of(0.75, 0.75), spikes), 1);
 * assertEquals([...spikes, ...state.v], [1, 0, 0.25, 0.75]);
 * ```
 */
export function ifStep(
  params: IfParams,
  state: IfState,
  input: Float32Array,
  spikes: Uint8Array,
): number {
  const { threshold, reset } = params;
  const { v } = state;
  const perThreshold = v.length / threshold.length;
  let fired = 0;
  for (let i = 0; i < v.length; i++) {
    const theta = threshold[Math.floor(i / perThreshold)];
    const potential = Math.fround(v[i] + input[i]);
    if (potential >= theta) {
      v[i] = reset === "subtract" ? potential - theta : 0;
      spikes[i] = 1;
      fired++;
    } else {
      v[i] = potential;
      spikes[i] = 0;
    }
  }
  return fired;
}

/**
 * The potentials of a population before its first step.
 *
 * @param op The population.
 * @param shape Its shape, `[C, …]`.
 * @returns A new array, `[N]`.
 *
 * @example
 * ```ts
 * import { initialPotential } from "@snnkit/reference";
 * import { population } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const op = { ...population(), initial: tensor([2], [0.5, 0.25]) };
 * assertEquals([...initialPotential(op, [2, 2])], [0.5, 0.5, 0.25, 0.25]);
 * ```
 */
export function initialPotential(op: If, shape: Shape): Float32Array {
  const { data } = op.initial;
  const neurons = sizeOf(shape);
  return Float32Array.from(
    { length: neurons },
    (_, i) => data[Math.floor(i * data.length / neurons)],
  );
}
