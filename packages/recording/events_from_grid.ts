import type { Events, TimeGridded } from "./layer_recording.ts";

/**
 * The spikes of a grid as events, sorted by time, then by neuron.
 *
 * A value of `n` gives `n` events at that step; zeros give none.
 *
 * @param grid Whole numbers ≥ 0, `[T, N]`.
 * @throws {TypeError} Where the grid is not `[T, N]`.
 * @throws {RangeError} Where a value is not a number of spikes, naming the first.
 *
 * @example
 * ```ts
 * import { eventsFromGrid } from "@snnkit/recording";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const values = tensor([2, 3], [0, 0, 1, 1, 0, 0]);
 * const events = eventsFromGrid({ kind: "timeGridded", values });
 * assertEquals([...events.neuron], [2, 0]);
 * assertEquals([...events.time], [0, 1]);
 * ```
 */
export function eventsFromGrid(grid: TimeGridded): Events {
  const { shape, data } = grid.values;
  if (shape.length !== 2) {
    throw new TypeError(
      `Cannot turn a grid into events as it must be [T, N]: received [${shape.join(", ")}]`,
    );
  }
  const [steps, neurons] = shape;
  let total = 0;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isInteger(data[i]) || data[i] < 0) {
      throw new RangeError(
        `Cannot turn a grid into events as its values must be numbers of spikes: ` +
          `received ${data[i]} at step ${Math.floor(i / neurons)}, neuron ${i % neurons}`,
      );
    }
    total += data[i];
  }
  const neuron = new Uint32Array(total);
  const time = new Float32Array(total);
  let at = 0;
  for (let i = 0; i < data.length; i++) {
    for (let spike = 0; spike < data[i]; spike++, at++) {
      neuron[at] = i % neurons;
      time[at] = Math.floor(i / neurons);
    }
  }
  return { kind: "events", neuron, time, neurons, duration: steps };
}
