// Whole pixels that are carried over, read from bit planes: a target gathers a window of the source, as an
// average pool does, or a single pixel, as an identity shortcut does. Spikes of a lane are counted first
// and multiplied with its weight once: sums are modulo 2^16, where w + w is 2 w whatever the order.
// A table turns the byte of eight lanes into eight bytes of 0 or 1, which are added as one 64-bit number.

import { countReached } from "./bit_planes";
import { bitsOf, Synapse, WindowRow } from "./records";

/** Pixels that a lane of 8 bits can count. */
const MOST_COUNTED: u32 = 255;

/** Eight lanes of a byte, 0 or 1, as 16-bit integers. */
@inline
function lanesOf(table: usize, bits: usize): v128 {
  return v128.load_ext<u8>(table + (<usize>load<u8>(bits) << 3));
}

/** The same as bytes of a number. */
@inline
function bytesOf(table: usize, bits: usize): u64 {
  return load<u64>(table + (<usize>load<u8>(bits) << 3));
}

/** Eight bytes of a number as 16-bit integers. */
@inline
function widened(bytes: u64): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(bytes));
}

/** Adds the weights of eight lanes as often as their counts say. */
@inline
function deliver(target: usize, weight: v128, counts: v128): void {
  v128.store(target, i16x8.add(v128.load(target), i16x8.mul(weight, counts)));
}

/** Spikes that are sent less those taken back, of a pixel. */
@inline
function netOf(table: usize, bits: usize, taken: usize, isSigned: bool): v128 {
  const sent = lanesOf(table, bits);
  return isSigned ? i16x8.sub(sent, lanesOf(table, bits + taken)) : sent;
}

/** Windows of one pixel of `groups` bytes; pixels of two are not looped over. */
@inline
function carryPixels(
  row: WindowRow, table: usize, plane: usize, taken: usize, isSigned: bool, groups: usize, isPair: bool,
): void {
  const weights = row.weights;
  const first = v128.load(weights);
  const second = isPair ? v128.load(weights, 16) : first;
  const targetStep: usize = row.targetStep;
  const firstStep: usize = row.firstStep;
  let target = row.target;
  let bits = plane + row.first;
  for (let x = row.windows; x > 0; x--) {
    if (isPair) {
      deliver(target, first, netOf(table, bits, taken, isSigned));
      deliver(target + 16, second, netOf(table, bits + 1, taken, isSigned));
    } else {
      for (let n: usize = 0; n < groups; n++) {
        const at = n << 4;
        deliver(target + at, v128.load(weights + at), netOf(table, bits + n, taken, isSigned));
      }
    }
    target += targetStep;
    bits += firstStep;
  }
}

/** Counts of eight lanes of four pixels. */
@inline
function countFour(table: usize, bits: usize, b: usize, c: usize, d: usize): v128 {
  const upper = bytesOf(table, bits) + bytesOf(table, bits + b);
  return widened(upper + bytesOf(table, bits + c) + bytesOf(table, bits + d));
}

/** Windows of four pixels. */
@inline
function carryFour(
  target: usize, weights: usize, table: usize, bits: usize, taken: usize, groups: usize, isSigned: bool,
  b: usize, c: usize, d: usize,
): void {
  for (let n: usize = 0; n < groups; n++, bits++, target += 16, weights += 16) {
    const sent = countFour(table, bits, b, c, d);
    const net = isSigned ? i16x8.sub(sent, countFour(table, bits + taken, b, c, d)) : sent;
    deliver(target, v128.load(weights), net);
  }
}

/** Counts of eight lanes of any number of pixels. */
@inline
function countMany(table: usize, bits: usize, taps: usize, end: usize): v128 {
  let counts = i16x8.splat(0);
  for (let tap = taps; tap < end;) {
    const last = min(end, tap + (MOST_COUNTED << 2));
    let bytes: u64 = 0;
    for (; tap < last; tap += 4) bytes += bytesOf(table, bits + load<u32>(tap));
    counts = i16x8.add(counts, widened(bytes));
  }
  return counts;
}

/** Windows of any number of pixels. */
@inline
function carryMany(
  target: usize, weights: usize, table: usize, bits: usize, taken: usize, groups: usize, isSigned: bool,
  taps: usize, tapCount: u32,
): void {
  const end = taps + (tapCount << 2);
  for (let n: usize = 0; n < groups; n++, bits++, target += 16, weights += 16) {
    const sent = countMany(table, bits, taps, end);
    const net = isSigned ? i16x8.sub(sent, countMany(table, bits + taken, taps, end)) : sent;
    deliver(target, v128.load(weights), net);
  }
}

@inline
function carryRow(row: WindowRow, table: usize, plane: usize, taken: usize, isSigned: bool): void {
  const groups: usize = row.groups;
  const taps = row.taps;
  const tapCount = row.tapCount;
  if (tapCount == 1) {
    if (groups == 2) carryPixels(row, table, plane, taken, isSigned, groups, true);
    else carryPixels(row, table, plane, taken, isSigned, groups, false);
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
      carryFour(target, weights, table, bits, taken, groups, isSigned, b, c, d);
    }
  } else {
    for (let x = row.windows; x > 0; x--, target += targetStep, bits += firstStep) {
      carryMany(target, weights, table, bits, taken, groups, isSigned, taps, tapCount);
    }
  }
}

/** Adds the events of one step; returns how many targets they reached. */
export function carry(synapse: Synapse, slot: u32, t: u32): u64 {
  const source = synapse.source;
  const plane = bitsOf(source, slot);
  const taken: usize = source.takenOffset;
  const table = synapse.weights;
  const end = synapse.cells + synapse.targets * offsetof<WindowRow>();
  for (let at = synapse.cells; at < end; at += offsetof<WindowRow>()) {
    const row = changetype<WindowRow>(at);
    if (taken) carryRow(row, table, plane, taken, true);
    else carryRow(row, table, plane, 0, false);
  }
  return countReached(synapse, slot, t);
}
