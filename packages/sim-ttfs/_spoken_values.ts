import type { SpikeWindow } from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import type { Disturbance, Ticks, TtfsOptions } from "./ttfs_simulator.ts";

/**
 * Share of a window by which a value must be beyond it to count as cut off: more than the rounding of
 * single precision, as the largest value of an input is the window's length itself.
 */
export const BEYOND: number = 1 + 2 ** -20;

/** What a layer's neurons said: values to be read, and how many were cut off. */
export interface Spoken {
  /** Values brought by the spikes, 0 where there is none; at most what was given, in place. */
  readonly values: Float64Array;
  /** Neurons whose value lay beyond the window. */
  readonly clipped: number;
}

/** Turns values into what spikes in a window tell of them. */
export type Speak = (values: Float64Array, window: SpikeWindow) => Spoken;

/**
 * How neurons say a value, without disturbance: `min(max(0, x), L)` at any time; at ticks rounded.
 *
 * A value that is NaN is silent.
 */
export function speaker({ ticks }: Pick<TtfsOptions, "ticks">): Speak {
  const rounded = ticks && rounding(ticks);
  return (values, { start, end }) => {
    const length = end - start;
    let clipped = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!(value > 0)) {
        values[i] = 0;
        continue;
      }
      if (value > length * BEYOND) clipped++;
      const within = Math.min(value, length);
      values[i] = rounded ? rounded(within, length) : within;
    }
    return { values, clipped };
  };
}

function rounding({ steps, rounding: way = "nearest" }: Ticks): (x: number, l: number) => number {
  const shift = way === "nearest" ? 0.5 : 0;
  return (value, length) => Math.floor(steps * value / length + shift) / steps * length;
}

/** Changes what has been said on its way; a spike later than its readers' start says nothing. */
export type Disturb = (values: Float64Array, window: SpikeWindow) => void;

/** What goes wrong with a sample's spikes; undefined where nothing does. */
export function disturber(
  { jitter = 0, missing = 0, seed = 0 }: Disturbance,
  sample: number,
): Disturb | undefined {
  if (jitter === 0 && missing === 0) return undefined;
  const random = createRandom(seed, sample);
  return (values, { start, end }) => {
    const deviation = jitter * (end - start);
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0) continue;
      if (missing > 0 && random.uniform() < missing) values[i] = 0;
      else if (jitter > 0) values[i] = Math.max(0, values[i] + deviation * random.normal());
    }
  };
}
