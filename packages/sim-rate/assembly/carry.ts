// Whole pixels that are carried over, read from bit planes: a target gathers a window of the source, as an
// average pool does, or a single pixel, as an identity shortcut does. Spikes of a lane are counted first
// and multiplied with its weight once: sums are modulo 2^16, where w + w is 2 w whatever the order.
//
// A comparison that holds is −1, so that sums of comparisons are counts with the sign changed.

import { countReached, lanesOf } from "./bit_planes";
import { bitsOf, Synapse, WindowRow } from "./records";

/** Pixels that a lane of 8 bits can count, of either sign. */
const MOST_COUNTED: u32 = 127;

/** For two neighbouring bytes, −1 in those of sixteen lanes of 8 bits that they name. */
@inline
function lanesOfPair(bytes: usize): v128 {
  const pair = v128.load16_splat(bytes);
  const each = v128.shuffle<i8>(pair, pair, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  return i8x16.eq(v128.and(each, bits), bits);
}

/** Those that are sent, less those taken back; negative. */
@inline
function netOf(bytes: usize, taken: usize, isSigned: bool): v128 {
  const sent = lanesOfPair(bytes);
  return isSigned ? i8x16.sub(sent, lanesOfPair(bytes + taken)) : sent;
}

/** Adds the weights of eight lanes as often as their negative counts say. */
@inline
function deliver(target: usize, weights: usize, counts: v128): void {
  v128.store(target, i16x8.sub(v128.load(target), i16x8.mul(v128.load(weights), counts)));
}

/** Eight lanes of a window of one pixel. */
@inline
function carryOne(target: usize, weights: usize, bits: usize, taken: usize, isSigned: bool): void {
  const weight = v128.load(weights);
  const sum = i16x8.add(v128.load(target), v128.and(weight, lanesOf(bits)));
  v128.store(target, isSigned ? i16x8.sub(sum, v128.and(weight, lanesOf(bits + taken))) : sum);
}

/** Windows of one pixel of `groups` bytes; pixels of two are not looped over. */
@inline
function carryPixels(
  row: WindowRow, plane: usize, taken: usize, isSigned: bool, groups: usize, isPair: bool,
): void {
  const weights = row.weights;
  const targetStep: usize = row.targetStep;
  const firstStep: usize = row.firstStep;
  let target = row.target;
  let bits = plane + row.first;
  for (let x = row.windows; x > 0; x--) {
    if (isPair) {
      carryOne(target, weights, bits, taken, isSigned);
      carryOne(target + 16, weights + 16, bits + 1, taken, isSigned);
    } else {
      for (let n: usize = 0; n < groups; n++) {
        carryOne(target + (n << 4), weights + (n << 4), bits + n, taken, isSigned);
      }
    }
    target += targetStep;
    bits += firstStep;
  }
}

/** Counts of sixteen lanes of a window of four pixels. */
@inline
function countFour(bits: usize, taken: usize, isSigned: bool, b: usize, c: usize, d: usize): v128 {
  const upper = i8x16.add(netOf(bits, taken, isSigned), netOf(bits + b, taken, isSigned));
  const lower = i8x16.add(netOf(bits + c, taken, isSigned), netOf(bits + d, taken, isSigned));
  return i8x16.add(upper, lower);
}

/** Windows of four pixels. */
@inline
function carryFour(
  target: usize, weights: usize, bits: usize, taken: usize, groups: usize, isSigned: bool,
  b: usize, c: usize, d: usize,
): void {
  let n: usize = 0;
  for (; n + 4 <= groups; n += 4, bits += 4, target += 64, weights += 64) {
    const first = countFour(bits, taken, isSigned, b, c, d);
    const second = countFour(bits + 2, taken, isSigned, b, c, d);
    deliver(target, weights, i16x8.extend_low_i8x16_s(first));
    deliver(target + 16, weights + 16, i16x8.extend_high_i8x16_s(first));
    deliver(target + 32, weights + 32, i16x8.extend_low_i8x16_s(second));
    deliver(target + 48, weights + 48, i16x8.extend_high_i8x16_s(second));
  }
  for (; n < groups; n += 2, bits += 2, target += 32, weights += 32) {
    const counts = countFour(bits, taken, isSigned, b, c, d);
    deliver(target, weights, i16x8.extend_low_i8x16_s(counts));
    if (n + 1 < groups) deliver(target + 16, weights + 16, i16x8.extend_high_i8x16_s(counts));
  }
}

/** Windows of any number of pixels. */
@inline
function carryMany(
  target: usize, weights: usize, bits: usize, taken: usize, groups: usize, isSigned: bool,
  taps: usize, tapCount: u32,
): void {
  const end = taps + (tapCount << 2);
  for (let n: usize = 0; n < groups; n += 2, bits += 2, target += 32, weights += 32) {
    let low = i16x8.splat(0);
    let high = low;
    for (let tap = taps; tap < end;) {
      const last = min(end, tap + (MOST_COUNTED << 2));
      let counts = i8x16.splat(0);
      for (; tap < last; tap += 4) {
        counts = i8x16.add(counts, netOf(bits + load<u32>(tap), taken, isSigned));
      }
      low = i16x8.add(low, i16x8.extend_low_i8x16_s(counts));
      high = i16x8.add(high, i16x8.extend_high_i8x16_s(counts));
    }
    deliver(target, weights, low);
    if (n + 1 < groups) deliver(target + 16, weights + 16, high);
  }
}

@inline
function carryRow(row: WindowRow, plane: usize, taken: usize, isSigned: bool): void {
  const groups: usize = row.groups;
  const taps = row.taps;
  const tapCount = row.tapCount;
  if (tapCount == 1) {
    if (groups == 2) carryPixels(row, plane, taken, isSigned, groups, true);
    else carryPixels(row, plane, taken, isSigned, groups, false);
    return;
  }
  const weights = row.weights;
  const targetStep: usize = row.targetStep;
  const firstStep: usize = row.firstStep;
  let target = row.target;
  let bits = plane + row.first;
  if (tapCount == 4) {
    const b: usize = load<u32>(taps, 4);
    const c: usize = load<u32>(taps, 8);
    const d: usize = load<u32>(taps, 12);
    for (let x = row.windows; x > 0; x--, target += targetStep, bits += firstStep) {
      carryFour(target, weights, bits, taken, groups, isSigned, b, c, d);
    }
  } else {
    for (let x = row.windows; x > 0; x--, target += targetStep, bits += firstStep) {
      carryMany(target, weights, bits, taken, groups, isSigned, taps, tapCount);
    }
  }
}

/** Adds the events of one step; returns how many targets they reached. */
export function carry(synapse: Synapse, slot: u32, t: u32): u64 {
  const source = synapse.source;
  const plane = bitsOf(source, slot);
  const taken: usize = source.takenOffset;
  const end = synapse.cells + synapse.targets * offsetof<WindowRow>();
  for (let at = synapse.cells; at < end; at += offsetof<WindowRow>()) {
    const row = changetype<WindowRow>(at);
    if (taken) carryRow(row, plane, taken, true);
    else carryRow(row, plane, 0, false);
  }
  return countReached(synapse, slot, t);
}
