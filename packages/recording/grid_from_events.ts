import { filled } from "@snnkit/tensor";
import type { Events, TimeGridded } from "./layer_recording.ts";

/**
 * Events counted per step: value `[t, n]` is how often neuron `n` fired at a time in `[t, t + 1)`.
 *
 * The inverse of `eventsFromGrid` where every time is a whole step. The grid has `⌈duration⌉` steps.
 *
 * @throws {RangeError} Where an event lies outside the neurons or the duration, naming the first.
 *
 * @example
 * ```ts
 * import { gridFromEvents } from "@snnkit/recording";
 * import { assertEquals } from "@std/assert";
 *
 * const grid = gridFromEvents({
 *   kind: "events",
 *   neuron: Uint32Array.of(1, 0, 1),
 *   time: Float32Array.of(0, 1, 1.5),
 *   neurons: 2,
 *   duration: 2,
 * });
 * assertEquals([...grid.values.data], [0, 1, 1, 1]);
 * ```
 */
export function gridFromEvents(events: Events): TimeGridded {
  const { neuron, time, neurons, duration } = events;
  const values = filled([Math.ceil(duration), neurons], 0);
  for (let i = 0; i < neuron.length; i++) {
    if (neuron[i] >= neurons || !(time[i] >= 0 && time[i] < duration)) {
      throw new RangeError(
        `Cannot turn events into a grid as they must lie within ${neurons} neurons and ` +
          `${duration} steps: received neuron ${neuron[i]} at time ${time[i]}`,
      );
    }
    values.data[Math.floor(time[i]) * neurons + neuron[i]]++;
  }
  return { kind: "timeGridded", values };
}
