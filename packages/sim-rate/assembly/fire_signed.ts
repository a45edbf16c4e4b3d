// The end of a step of neurons that take spikes back. Their events have values, 1 or −1.

import { append, appendPair } from "./emit";
import { LIST_HEADER, listOf, Population, seal } from "./records";

/**
 * Neurons at or above their threshold send 1; those below 0 that have sent more positive than
 * negative spikes send −1. All reset; then all receive the next step's current.
 */
export function fireSigned(population: Population, slot: u32, t: u32): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const laneBytes = population.laneBytes;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const signBit = f32x4.splat(-0.0);
  let threshold = population.thresholds;
  let drift = population.drift;
  let nets = population.counts;
  let row = population.v;
  let pairs = list + LIST_HEADER;
  let channels = list + population.channelsOffset;
  let values = list + population.valuesOffset;
  let pixel: u32 = 0;
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    for (let x = columns; x > 0; x--) {
      const first = channels;
      for (let at: usize = 0; at < laneBytes; at += 16) {
        const potential = v128.load(v + at);
        const theta = v128.load(threshold + at);
        const net = v128.load(nets + at);
        const fired = f32x4.ge(potential, theta);
        const taken = v128.and(f32x4.lt(potential, zero), i32x4.gt_s(net, zero));
        const sign = v128.and(taken, signBit);
        const either = v128.or(fired, taken);
        // Adding θ is subtracting −θ; subtracting +0 leaves all others as they are.
        const rest = f32x4.sub(potential, v128.xor(v128.and(theta, either), sign));
        v128.store(v + at, f32x4.add(rest, v128.load(drift + at)));
        v128.store(nets + at, i32x4.add(i32x4.sub(net, fired), taken));
        const mask = i32x4.bitmask(either);
        values = appendValues(values, v128.or(one, sign), mask, bitPositions);
        channels = append(channels, mask, <u32>at >> 2, bitPositions);
      }
      pairs = appendPair(pairs, pixel++, <u32>(channels - first) >> 1);
      v += laneBytes;
      nets += laneBytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
  }
  seal(population, list, pairs, channels, t);
}

/** Appends those of four values that a mask names. */
@inline
export function appendValues(end: usize, four: v128, mask: i32, bitPositions: usize): usize {
  const positions = i32x4.extend_low_i16x8_u(v128.load(bitPositions + (<usize>mask << 4)));
  // Position p becomes the bytes 4p, 4p + 1, 4p + 2 and 4p + 3.
  const bytes = i32x4.add(
    i32x4.mul(positions, i32x4.splat(0x04040404)),
    i32x4.splat(0x03020100),
  );
  v128.store(end, i8x16.swizzle(four, bytes));
  return end + (<usize>popcnt(mask) << 2);
}
