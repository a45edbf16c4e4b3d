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
  /**
   * Of signed neurons only: how many more positive than negative spikes each has sent, `[N]`.
   * Neurons without it are unsigned.
   */
  readonly net?: Int32Array;
}

/**
 * Advance `N` integrate-and-fire neurons by one time step, in place.
 *
 * `v += input`, in float32; a neuron fires where `v ≥ θ` (ties fire), then `v −= θ` or `v = 0`. At
 * most one spike a neuron and step. Allocates nothing.
 *
 * Signed neurons, that is those with a net count, take spikes back: one that does not fire sends −1
 * where `v < 0` and its net count is above 0, then `v += θ`. They reset by subtraction only. While
 * `0 ≤ v₀ < θ` and `|input| ≤ θ`, and where sums are exact, the net count is
 * `max(0, ⌊(v₀ + Σ input) / θ⌋)` after every step, whatever the order of the inputs.
 *
 * @see Rueckauer et al. 2017, §2.1 and §2.2, doi:10.3389/fnins.2017.00682; for signed neurons Wang et
 * al. 2022, "Signed Neuron with Memory", IJCAI
 *
 * @param params Threshold and reset; channel `c` owns the neurons `c·N/C … (c + 1)·N/C − 1`.
 * @param state Mutated: `v` becomes the potential after reset; net counts follow the spikes.
 * @param input Input current of this step, `[N]`, already weighted.
 * @param spikes Overwritten: 1 where a neuron fired, −1 where it took a spike back, else 0, `[N]`.
 * @returns How many spikes were sent, of either sign.
 * @throws {RangeError} Where signed neurons reset to zero.
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
 *
 * // A signed neuron takes the spike back when its input turns out to be less.
 * const signed = { v: Float32Array.of(0.25), net: Int32Array.of(1) };
 * const taken = new Int8Array(1);
 * assertEquals(ifStep(params, signed, Float32Array.of(-0.5), taken), 1);
 * assertEquals([taken[0], signed.v[0], signed.net[0]], [-1, 0.75, 0]);
 * ```
 */
export function ifStep(
  params: IfParams,
  state: IfState,
  input: Float32Array,
  spikes: Int8Array | Uint8Array,
): number {
  const { threshold, reset } = params;
  const { v, net } = state;
  if (net && reset !== "subtract") {
    throw new RangeError(
      `Cannot step signed neurons as they reset by subtraction only: received "${reset}"`,
    );
  }
  const perThreshold = v.length / threshold.length;
  let fired = 0;
  for (let i = 0; i < v.length; i++) {
    const theta = threshold[Math.floor(i / perThreshold)];
    const potential = Math.fround(v[i] + input[i]);
    if (potential >= theta) {
      v[i] = reset === "subtract" ? potential - theta : 0;
      spikes[i] = 1;
      fired++;
      if (net) net[i]++;
    } else if (net && potential < 0 && net[i] > 0) {
      v[i] = potential + theta;
      spikes[i] = -1;
      fired++;
      net[i]--;
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
