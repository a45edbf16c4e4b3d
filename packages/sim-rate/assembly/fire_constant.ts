// Neurons of fixed point whose current is constant, as nobody sends them spikes: each goes through all
// steps of a block in registers.
//
// Nobody is pinned here (see ./pins.ts): a neuron is only cut off at the bottom by a current below 0,
// and then never fires again, and at the top only by one above θ ≤ L / 2, and then fires in every step.

import { appendPair } from "./emit";
import { restOf } from "./fire_fixed";
import { appendEntry, concludePatterns, isLeftOut } from "./pattern_lists";
import { bitsOf, LIST_HEADER, patternsOf, Population } from "./records";

/** Spikes of a step. */
function countStep(population: Population, slot: u32, t: u32): void {
  const bytes = population.columns * (population.laneBytes >> 5);
  let row = bitsOf(population, slot);
  let spikes: u32 = 0;
  for (let y = population.rows; y > 0; y--) {
    let at: u32 = 0;
    for (; at + 8 <= bytes; at += 8) spikes += <u32>popcnt<u64>(load<u64>(row + at));
    for (; at < bytes; at++) spikes += popcnt<u32>(load<u8>(row + at));
    row += population.bitsRow;
  }
  store<u32>(population.spikes + (t << 2), spikes);
}

/** The list of the bytes of a step's plane that are not 0, unless it is left out. */
function listStep(population: Population, slot: u32, t: u32): void {
  const isSwept = isLeftOut(population, t);
  const groups = population.laneBytes >> 5;
  const list = patternsOf(population, slot);
  let patterns = list + LIST_HEADER;
  let entries = list + population.entriesOffset;
  let row = bitsOf(population, slot);
  let pixel: u32 = 0;
  for (let y = isSwept ? 0 : population.rows; y > 0; y--) {
    let bits = row;
    for (let x = population.columns; x > 0; x--) {
      const first = entries;
      for (let n: usize = 0; n < groups; n++) {
        const mask = <i32>load<u8>(bits++);
        entries = appendEntry(entries, mask, n << 4);
      }
      patterns = appendPair(patterns, pixel++, <u32>(entries - first) >> 1);
    }
    row += population.bitsRow;
  }
  concludePatterns(population, list, patterns, entries, isSwept);
}

/** Sixteen channels of a pixel, or eight where there are no more, in all steps. */
@inline
function fireSteps(
  population: Population, v: usize, threshold: usize, drift: usize, bits: usize, steps: u32,
  most: v128, least: v128, isPair: bool,
): void {
  const planeBytes: usize = population.bitsBytes;
  const pTheta = v128.load(threshold);
  const qTheta = isPair ? v128.load(threshold, 16) : pTheta;
  const pDrift = v128.load(drift);
  const qDrift = isPair ? v128.load(drift, 16) : pDrift;
  let p = v128.load(v);
  let q = isPair ? v128.load(v, 16) : p;
  for (let left = steps; left > 0; left--, bits += planeBytes) {
    const pQuiet = i16x8.gt_s(pTheta, p);
    const qQuiet = isPair ? i16x8.gt_s(qTheta, q) : pQuiet;
    const mask = i8x16.bitmask(i8x16.narrow_i16x8_s(pQuiet, qQuiet));
    const pSum = i16x8.add_sat_s(restOf(p, pTheta, pQuiet, false), pDrift);
    p = i16x8.max_s(i16x8.min_s(pSum, most), least);
    if (isPair) {
      const qSum = i16x8.add_sat_s(restOf(q, qTheta, qQuiet, false), qDrift);
      q = i16x8.max_s(i16x8.min_s(qSum, most), least);
      store<u16>(bits, mask ^ 0xffff);
    } else {
      store<u8>(bits, mask ^ 0xff);
    }
  }
  v128.store(v, p);
  if (isPair) v128.store(v, q, 16);
}

/** Advances them by `steps` steps, the first of which is step `t` of the sample. */
export function fireConstant(population: Population, t: u32, steps: u32): void {
  const bytes: usize = population.laneBytes >> 1;
  const most = i16x8.splat(<i16>population.limit);
  const least = i16x8.neg(most);
  let threshold = population.thresholds;
  let drift = population.drift;
  let row = population.v;
  let bitsRow = bitsOf(population, 0);
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    let bits = bitsRow;
    for (let x = population.columns; x > 0; x--) {
      let at: usize = 0;
      for (; at + 16 < bytes; at += 32, bits += 2) {
        fireSteps(population, v + at, threshold + at, drift + at, bits, steps, most, least, true);
      }
      if (at < bytes) {
        fireSteps(population, v + at, threshold + at, drift + at, bits++, steps, most, least, false);
      }
      v += bytes;
      threshold += population.thresholdStep;
      drift += population.driftStep;
    }
    row += population.rowBytes;
    bitsRow += population.bitsRow;
  }
  for (let slot: u32 = 0; slot < steps; slot++, t++) {
    countStep(population, slot, t);
    listStep(population, slot, t);
  }
}
