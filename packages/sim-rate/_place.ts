import type { Geometry } from "./_geometry.ts";

/** Where a population lies in memory. */
export interface Place {
  /** How its potentials lie. */
  readonly geometry: Geometry;
  /** Address of its record. */
  readonly record: number;
  /** Address of its potentials, scratch included. */
  readonly v: number;
}

/** A part of memory. */
export interface Region {
  /** Where it begins. */
  readonly address: number;
  /** How long it is. */
  readonly bytes: number;
}
