/** What one gate layer remembers between steps; owned by the caller. */
export interface GateState {
  /** How often each input neuron has fired, `[N]`. */
  readonly counts: Uint32Array;
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
  spikes: Uint8Array,
): number {
  const { counts } = state;
  for (let i = 0; i < counts.length; i++) counts[i] += input[i];
  let passed = 0;
  windows.forEach((cells, gate) => {
    let winner = cells[0];
    for (const cell of cells) {
      if (counts[cell] > counts[winner]) winner = cell;
    }
    spikes[gate] = input[winner];
    passed += input[winner];
  });
  return passed;
}
