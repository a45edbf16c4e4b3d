import { passWinner } from "./_pass_winner.ts";

/** What gates with exponential estimates remember between steps; owned by the caller. */
export interface ExponentialGateState {
  /** The rate estimate of each input neuron, `[N]`. */
  readonly estimates: Float32Array;
}

/** What gates that count recent spikes remember between steps; owned by the caller. */
export interface WindowGateState {
  /** The inputs of the last steps, the oldest first; at most k. */
  readonly recent: ArrayLike<number>[];
  /** How often each input neuron has fired in these steps, `[N]`. */
  readonly counts: Uint32Array;
}

/**
 * Advance a layer of max-pool gates by one time step, in place: the winner of a window is the input
 * of the largest exponentially weighted rate.
 *
 * First `e ← γ e + s` for every input, in float32, both operations rounded. Then each gate passes the
 * spike, if there is one, of the input in its window with the largest `e`; of several such the first
 * in row-major order. Allocates nothing.
 *
 * @see Rueckauer et al. 2017, §2.2.6, doi:10.3389/fnins.2017.00682
 *
 * @param windows Of each gate: the positions of its inputs, row-major; see `windowCells`.
 * @param decay γ, in (0, 1); rounded to float32.
 * @param state Mutated: the estimates follow the spikes.
 * @param input 1 where an input neuron fired in this step, else 0, `[N]`.
 * @param spikes Overwritten: 1 where a gate passed a spike, else 0, one a window.
 * @returns How many gates passed a spike.
 *
 * @example
 * ```ts
 * import { exponentialGateStep } from "@snnkit/reference";
 * import { assertEquals } from "@std/assert";
 *
 * const state = { estimates: Float32Array.of(1.5, 0) };
 * const spikes = new Uint8Array(1);
 * const trains = [[0, 1], [0, 1], [1, 0]];
 * const passed = trains.map((input) => exponentialGateStep([[0, 1]], 0.5, state, input, spikes));
 * // The estimates are 0.75 1, 0.375 1.5, 1.1875 0.75: whoever fired last has the lead.
 * assertEquals(passed, [1, 1, 1]);
 * assertEquals([...state.estimates], [1.1875, 0.75]);
 * ```
 */
export function exponentialGateStep(
  windows: readonly (readonly number[])[],
  decay: number,
  { estimates }: ExponentialGateState,
  input: ArrayLike<number>,
  spikes: Int8Array | Uint8Array,
): number {
  const gamma = Math.fround(decay);
  for (let i = 0; i < estimates.length; i++) {
    estimates[i] = Math.fround(gamma * estimates[i]) + input[i];
  }
  return passWinner(windows, estimates, input, spikes);
}

/**
 * Advance a layer of max-pool gates by one time step, in place: the winner of a window is the input
 * that has fired most in the last k steps, this one included.
 *
 * Each gate passes the spike, if there is one, of its winner; of several such the first in row-major
 * order wins. As long as there were no more than k steps it is `maxPoolGateStep`.
 *
 * @see Rueckauer et al. 2017, §2.2.6, doi:10.3389/fnins.2017.00682
 *
 * @param windows Of each gate: the positions of its inputs, row-major; see `windowCells`.
 * @param steps k, a whole number ≥ 1.
 * @param state Mutated: the oldest step leaves, this one enters.
 * @param input 1 where an input neuron fired in this step, else 0, `[N]`; kept for k steps.
 * @param spikes Overwritten: 1 where a gate passed a spike, else 0, one a window.
 * @returns How many gates passed a spike.
 *
 * @example
 * ```ts
 * import { windowGateStep } from "@snnkit/reference";
 * import { assertEquals } from "@std/assert";
 *
 * const state = { recent: [], counts: new Uint32Array(2) };
 * const spikes = new Uint8Array(1);
 * const trains = [[1, 0], [1, 0], [0, 1], [0, 1]];
 * const passed = trains.map((input) => windowGateStep([[0, 1]], 2, state, input, spikes));
 * // In the last two steps they fired 1 0, 2 0, 1 1 (the first leads by order), 0 2 times.
 * assertEquals(passed, [1, 1, 0, 1]);
 * ```
 */
export function windowGateStep(
  windows: readonly (readonly number[])[],
  steps: number,
  { recent, counts }: WindowGateState,
  input: ArrayLike<number>,
  spikes: Int8Array | Uint8Array,
): number {
  const oldest = recent.length === steps ? recent.shift() : undefined;
  recent.push(input);
  for (let i = 0; i < counts.length; i++) counts[i] += input[i] - (oldest?.[i] ?? 0);
  return passWinner(windows, counts, input, spikes);
}
