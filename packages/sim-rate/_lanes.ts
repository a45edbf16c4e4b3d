import type { Arena } from "./_arena.ts";
import { type Geometry, laneBytes, laneOf } from "./_geometry.ts";
import type { Region } from "./_place.ts";

/** Values of neurons as the kernels read them. */
export interface LaneValues {
  /** One value a lane, of one pixel or of all. */
  readonly values: Float32Array;
  /** Bytes from pixel to pixel, where all lie as potentials do: 0 where all pixels share the values. */
  readonly step: number;
}

/** Lanes of all pixels, without scratch. */
export function laneCount({ rows, columns, lanes }: Geometry): number {
  return rows * columns * lanes;
}

/** Room for a number of so many bytes for every lane of all pixels. */
export function laneRegion(arena: Arena, geometry: Geometry, size: 1 | 2 | 4): Region {
  const bytes = size * laneCount(geometry);
  return { address: arena.reserve(bytes), bytes };
}

/**
 * Spread a parameter of a population over its lanes.
 *
 * @param geometry Of the population.
 * @param neurons How many neurons it has.
 * @param values One a channel or one a neuron, in plan order.
 * @param pad What lanes hold that are no neurons.
 */
export function toLanes(
  geometry: Geometry,
  neurons: number,
  values: Float32Array,
  pad: number,
): LaneValues {
  if (values.length === geometry.channels) {
    const shared = new Float32Array(geometry.lanes).fill(pad);
    shared.set(values);
    return { values: shared, step: 0 };
  }
  const all = new Float32Array(laneCount(geometry)).fill(pad);
  for (let i = 0; i < neurons; i++) all[laneOf(geometry, i)] = values[i % values.length];
  return { values: all, step: laneBytes(geometry) };
}
