/**
 * Let each gate pass the spike, if there is one, of the input in its window with the largest
 * estimate; of several such the first in row-major order. A window over padding alone passes nothing.
 *
 * @param windows Of each gate: the positions of its inputs, row-major.
 * @param estimates How active each input has been, `[N]`.
 * @param input 1 where an input neuron fired in this step, else 0, `[N]`.
 * @param spikes Overwritten: 1 where a gate passed a spike, else 0, one a window.
 * @returns How many gates passed a spike.
 */
export function passWinner(
  windows: readonly (readonly number[])[],
  estimates: ArrayLike<number>,
  input: ArrayLike<number>,
  spikes: Int8Array | Uint8Array,
): number {
  let passed = 0;
  windows.forEach((cells, gate) => {
    let winner = cells[0];
    for (const cell of cells) {
      if (estimates[cell] > estimates[winner]) winner = cell;
    }
    spikes[gate] = winner === undefined ? 0 : input[winner];
    passed += spikes[gate];
  });
  return passed;
}
