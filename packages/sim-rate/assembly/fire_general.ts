// The end of a step of neurons that leak or wait after a spike, signed or not, with either reset. Plain
// neurons have kernels of their own, which need not look at what is here.

import { append, appendPair } from "./emit";
import { appendValues } from "./fire_signed";
import { LIST_HEADER, listOf, Population, seal } from "./records";

/**
 * Neurons that need not wait send 1 at or above their threshold; signed ones send −1 below 0 where
 * they have sent more positive than negative spikes. All reset and wait; then all forget, and receive
 * the next step's current.
 */
export function fireGeneral(population: Population, slot: u32, t: u32): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const laneBytes = population.laneBytes;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  const isSigned = population.valuesOffset != 0;
  const hasCounts = population.counts != 0;
  const resetsToZero = population.resetsToZero;
  const leak = f32x4.splat(population.leak);
  const refractory = i32x4.splat(population.refractory);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const signBit = f32x4.splat(-0.0);
  let threshold = population.thresholds;
  let drift = population.drift;
  let nets = population.counts;
  let waits = population.waits;
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
        const wait = v128.load(waits + at);
        const waiting = i32x4.gt_s(wait, zero);
        const net = hasCounts ? v128.load(nets + at) : zero;
        const fired = v128.andnot(f32x4.ge(potential, theta), waiting);
        const owes = v128.and(f32x4.lt(potential, zero), i32x4.gt_s(net, zero));
        const taken = isSigned ? v128.andnot(owes, waiting) : zero;
        const sign = v128.and(taken, signBit);
        const either = v128.or(fired, taken);
        // Adding θ is subtracting −θ; subtracting +0 leaves all others as they are.
        const rest = resetsToZero
          ? v128.andnot(potential, fired)
          : f32x4.sub(potential, v128.xor(v128.and(theta, either), sign));
        v128.store(v + at, f32x4.add(f32x4.mul(rest, leak), v128.load(drift + at)));
        // A comparison that holds is −1: it counts down.
        const left = i32x4.add(wait, waiting);
        v128.store(waits + at, v128.bitselect(refractory, left, either));
        if (hasCounts) v128.store(nets + at, i32x4.add(i32x4.sub(net, fired), taken));
        const mask = i32x4.bitmask(either);
        if (isSigned) values = appendValues(values, v128.or(one, sign), mask, bitPositions);
        channels = append(channels, mask, <u32>at >> 2, bitPositions);
      }
      pairs = appendPair(pairs, pixel++, <u32>(channels - first) >> 1);
      v += laneBytes;
      waits += laneBytes;
      nets += laneBytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
  }
  seal(population, list, pairs, channels, t);
}
