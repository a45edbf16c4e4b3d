import type { Geometry } from "./_geometry.ts";

/** Where a population lies in memory. */
export interface Place {
  /** How its potentials lie. */
  readonly geometry: Geometry;
  /** Address of its record. */
  readonly record: number;
  /** Address of its potentials, scratch included. */
  readonly v: number;
  /** Steps a unit of the grid that its 16-bit integers count; absent where numbers are float32. */
  readonly grid?: number | undefined;
}

/** Numbers of a population, all within its grid, as its kernels read them. */
export function inFormat({ grid }: Place, values: Float32Array): Float32Array | Int16Array {
  if (grid === undefined) return values;
  const steps = new Int16Array(values.length);
  for (let i = 0; i < steps.length; i++) steps[i] = values[i] * grid;
  return steps;
}

/** A part of memory. */
export interface Region {
  /** Where it begins. */
  readonly address: number;
  /** How long it is. */
  readonly bytes: number;
}
