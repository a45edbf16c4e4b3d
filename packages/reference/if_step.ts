import type { If } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";

/** Parameters of a layer of integrate-and-fire neurons. */
export interface IfParams {
  /** θ, one for all or one per channel, `[1]` or `[C]`, in the unit of the input. Must be > 0. */
  readonly threshold: Float32Array;
  /** `"subtract"` keeps the residual (soft reset); `"zero"` discards it. */
  readonly reset: "subtract" | "zero";
  /** α, what a potential keeps from step to step, in (0, 1]; rounded to float32; 1 unless given. */
  readonly leak?: number;
  /** r, for how many steps after a spike a neuron cannot spike; 0 unless given. */
  readonly refractory?: number;
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
  /**
   * Where there is a refractory period: for how many more steps each neuron cannot spike, `[N]`.
   * Neurons without it never wait.
   */
  readonly waits?: Float64Array;
}

/**
 * Advance `N` integrate-and-fire neurons by one time step, in place.
 *
 * `v = α v + input`, in float32, the product rounded first; a neuron that is not waiting fires where
 * `v ≥ θ` (ties fire), then `v −= θ` or `v = 0`. At most one spike a neuron and step; after a spike of
 * either sign a neuron waits for r steps, in which it goes on integrating. Allocates nothing.
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
 * @param state Mutated: `v` becomes the potential after reset; net counts and waits follow the spikes.
 * @param input Input current of this step, `[N]`, already weighted.
 * @param spikes Overwritten: 1 where a neuron fired, −1 where it took a spike back, else 0, `[N]`.
 * @returns How many spikes were sent, of either sign.
 * @throws {RangeError} Where signed neurons reset to zero, or where there is a refractory period but
 * the state has no waits.
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
 *
 * // A leaky neuron forgets half of its potential, and rests for a step after its spike.
 * const leaky = { ...params, leak: 0.5, refractory: 1 };
 * const rested = { v: Float32Array.of(0), waits: Float64Array.of(0) };
 * const train = [1, 1, 0.5].map((input) => ifStep(leaky, rested, Float32Array.of(input), taken));
 * assertEquals([train, rested.v[0]], [[1, 0, 1], 0]);
 * ```
 */
export function ifStep(
  params: IfParams,
  state: IfState,
  input: Float32Array,
  spikes: Int8Array | Uint8Array,
): number {
  const { threshold, reset, leak = 1, refractory = 0 } = params;
  const { v, net, waits } = state;
  if (net && reset !== "subtract") {
    throw new RangeError(
      `Cannot step signed neurons as they reset by subtraction only: received "${reset}"`,
    );
  }
  if (refractory > 0 && !waits) {
    throw new RangeError(
      `Cannot step neurons with a refractory period of ${refractory} as their state must hold waits: ` +
        `received none`,
    );
  }
  const perThreshold = v.length / threshold.length;
  const keeps = Math.fround(leak);
  let fired = 0;
  for (let i = 0; i < v.length; i++) {
    const theta = threshold[Math.floor(i / perThreshold)];
    const potential = Math.fround(Math.fround(keeps * v[i]) + input[i]);
    const isReady = !waits || waits[i] === 0;
    if (isReady && potential >= theta) {
      v[i] = reset === "subtract" ? potential - theta : 0;
      spikes[i] = 1;
      if (net) net[i]++;
    } else if (isReady && net && potential < 0 && net[i] > 0) {
      v[i] = potential + theta;
      spikes[i] = -1;
      net[i]--;
    } else {
      v[i] = potential;
      spikes[i] = 0;
    }
    if (spikes[i] !== 0) fired++;
    if (waits) waits[i] = spikes[i] !== 0 ? refractory : Math.max(0, waits[i] - 1);
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
