// What the neurons of a population in 16-bit fixed point begin a sample with.

import { Population } from "./records";

/** A current that is larger, in steps of the grid, could lift a sum beyond 16 bits. */
const MOST: f32 = 8192;

/** Four currents in steps of the grid, as 32-bit integers. */
@inline
function steps(from: usize, grid: v128): v128 {
  return f32x4.nearest(f32x4.mul(v128.load(from), grid));
}

@inline
function isSmall(currents: v128): bool {
  // Of no number this is false.
  return i32x4.all_true(f32x4.le(f32x4.abs(currents), f32x4.splat(MOST)));
}

/**
 * Rounds a sample's constant currents to the grid, half to even.
 *
 * @param from Currents as f32, one a lane of all pixels.
 * @param lanes How many, a multiple of 8.
 * @param scale Steps of the grid a unit.
 */
export function fixCurrents(population: Population, from: usize, lanes: u32, scale: f32): void {
  const grid = f32x4.splat(scale);
  const end = from + (<usize>lanes << 2);
  let to = population.drift;
  for (; from < end; from += 32, to += 16) {
    const low = steps(from, grid);
    const high = steps(from + 16, grid);
    if (!(isSmall(low) && isSmall(high))) population.isDoubtful = 1;
    v128.store(
      to,
      i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high)),
    );
  }
}

/** Before the first step: `v = initial + drift`, pixel by pixel, and nobody is pinned. */
export function restFixed(population: Population, initial: usize, initialStep: u32): void {
  const bytes = population.laneBytes >> 1;
  let drift = population.drift;
  for (let y: u32 = 0; y < population.rows; y++) {
    let v = population.v + y * population.rowBytes;
    for (let x: u32 = 0; x < population.columns; x++) {
      for (let at: u32 = 0; at < bytes; at += 16) {
        v128.store(v + at, i16x8.add(v128.load(initial + at), v128.load(drift + at)));
      }
      v += bytes;
      initial += initialStep;
      drift += population.driftStep;
    }
  }
}
