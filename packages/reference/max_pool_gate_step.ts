import { passWinner } from "./_pass_winner.ts";

/** What one gate layer remembers between steps; owned by the caller. */
export interface GateState {
  /** How often each input neuron has fired, `[N]`. */
  readonly counts: Uint32Array;
}

/** What one layer of tracking gates remembers between steps; owned by the caller. */
export interface TrackState {
  /** Net spikes of each input neuron, `[N]`. */
  readonly inputs: Int32Array;
  /** Net spikes of each gate, one a window. */
  readonly outputs: Int32Array;
}

/**
 * Advance a layer of max-pool gates by one time step, in place.
 *
 * First every input spike is counted. Then each gate passes the spike, if there is one, of the
 * input in its window that has fired most so far, this step included; of several such the first in
 * row-major order. Allocates nothing.
 *
 * @see Rueckauer et al. 2017, §2.2.6, doi:10.3389/fnins.2017.00682
 *
 * @param windows Of each gate: the positions of its inputs, row-major; see `windowCells`.
 * @param state Mutated: the counts grow.
 * @param input 1 where an input neuron fired in this step, else 0, `[N]`.
 * @param spikes Overwritten: 1 where a gate passed a spike, else 0, one a window.
 * @returns How many gates passed a spike.
 *
 * @example
 * ```ts
 * import { maxPoolGateStep } from "@snnkit/reference";
 * import { assertEquals } from "@std/assert";
 *
 * const state = { counts: Uint32Array.of(3, 3) };
 * const spikes = new Uint8Array(1);
 * // The second input takes the lead with this very spike.
 * assertEquals(maxPoolGateStep([[0, 1]], state, Uint8Array.of(0, 1), spikes), 1);
 * // The first draws level and, standing first, takes over.
 * assertEquals(maxPoolGateStep([[0, 1]], state, Uint8Array.of(1, 0), spikes), 1);
 * assertEquals(maxPoolGateStep([[0, 1]], state, Uint8Array.of(0, 1), spikes), 1);
 * assertEquals(maxPoolGateStep([[0, 1]], state, Uint8Array.of(0, 0), spikes), 0);
 * ```
 */
export function maxPoolGateStep(
  windows: readonly (readonly number[])[],
  state: GateState,
  input: ArrayLike<number>,
  spikes: Int8Array | Uint8Array,
): number {
  const { counts } = state;
  for (let i = 0; i < counts.length; i++) counts[i] += input[i];
  return passWinner(windows, counts, input, spikes);
}

/**
 * Advance a layer of tracking max-pool gates by one time step, in place.
 *
 * First every input spike is counted by its sign. Then each gate compares the largest net count of
 * its window, this step included, with its own: it sends +1 where it is behind, −1 where it is
 * ahead. No count moves by more than 1 a step, so that its own equals the largest after every step.
 * A window over padding alone sends nothing. Allocates nothing.
 *
 * @param windows Of each gate: the positions of its inputs; see `windowCells`.
 * @param state Mutated: the counts follow the spikes.
 * @param input The spike of each input neuron in this step: −1, 0 or 1, `[N]`.
 * @param spikes Overwritten: the spike of each gate, one a window.
 * @returns How many spikes were sent, of either sign.
 *
 * @example
 * ```ts
 * import { trackingGateStep } from "@snnkit/reference";
 * import { assertEquals } from "@std/assert";
 *
 * const state = { inputs: new Int32Array(2), outputs: new Int32Array(1) };
 * const spikes = new Int8Array(1);
 * const trains = [[1, 0], [0, 1], [0, 1], [0, -1], [-1, -1]];
 * const sent = trains.map((input) => {
 *   trackingGateStep([[0, 1]], state, input, spikes);
 *   return spikes[0];
 * });
 * // The largest count is 1, 1, 2, 1, 0.
 * assertEquals(sent, [1, 0, 1, -1, -1]);
 * ```
 */
export function trackingGateStep(
  windows: readonly (readonly number[])[],
  { inputs, outputs }: TrackState,
  input: ArrayLike<number>,
  spikes: Int8Array,
): number {
  for (let i = 0; i < inputs.length; i++) inputs[i] += input[i];
  let sent = 0;
  windows.forEach((cells, gate) => {
    let largest = cells.length === 0 ? outputs[gate] : -Infinity;
    for (const cell of cells) largest = Math.max(largest, inputs[cell]);
    spikes[gate] = Math.sign(largest - outputs[gate]);
    outputs[gate] += spikes[gate];
    sent += Math.abs(spikes[gate]);
  });
  return sent;
}
