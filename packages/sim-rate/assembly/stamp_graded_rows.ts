// As stamp_rows, for graded events: weights are multiplied by the value of their event first. In
// fixed point values are 1 and −1 alone.

import { Cell, List, LIST_HEADER, listOf, Synapse } from "./records";

@inline
function plus<T>(v: v128, w: usize, factor: v128, offset: usize): v128 {
  return v128.add<T>(v, v128.mul<T>(v128.load(w + offset), factor));
}

@inline
function factorAt<T>(value: usize): v128 {
  if (isFloat<T>()) return v128.load32_splat(value);
  // The sign bit of an f32 number: 0 becomes 1, −1 remains.
  return i16x8.splat(<i16>((load<i32>(value) >> 31) | 1));
}

@inline
function add1<T>(v: usize, a: usize, fa: v128, offset: usize): void {
  v128.store(v + offset, plus<T>(v128.load(v + offset), a, fa, offset));
}

@inline
function add2<T>(v: usize, a: usize, b: usize, fa: v128, fb: v128, offset: usize): void {
  const sum = plus<T>(v128.load(v + offset), a, fa, offset);
  v128.store(v + offset, plus<T>(sum, b, fb, offset));
}

@inline
function add4<T>(
  v: usize, a: usize, b: usize, c: usize, d: usize,
  fa: v128, fb: v128, fc: v128, fd: v128,
  offset: usize,
): void {
  const sum = plus<T>(plus<T>(v128.load(v + offset), a, fa, offset), b, fb, offset);
  v128.store(v + offset, plus<T>(plus<T>(sum, c, fc, offset), d, fd, offset));
}

function stamp1<T>(cell: Cell, a: usize, value: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  const fa = factorAt<T>(value);
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64) {
      add1<T>(v, a, fa, 0);
      add1<T>(v, a, fa, 16);
      add1<T>(v, a, fa, 32);
      add1<T>(v, a, fa, 48);
    }
    for (; v < end; v += 16, a += 16) add1<T>(v, a, fa, 0);
    row += shape.targetRow;
    a += skip;
  }
}

function stamp2<T>(cell: Cell, a: usize, b: usize, values: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  const fa = factorAt<T>(values);
  const fb = factorAt<T>(values + 4);
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 32 <= end; v += 32, a += 32, b += 32) {
      add2<T>(v, a, b, fa, fb, 0);
      add2<T>(v, a, b, fa, fb, 16);
    }
    if (v < end) {
      add2<T>(v, a, b, fa, fb, 0);
      a += 16;
      b += 16;
    }
    row += shape.targetRow;
    a += skip;
    b += skip;
  }
}

function stamp4<T>(cell: Cell, a: usize, b: usize, c: usize, d: usize, values: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  const fa = factorAt<T>(values);
  const fb = factorAt<T>(values + 4);
  const fc = factorAt<T>(values + 8);
  const fd = factorAt<T>(values + 12);
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 32 <= end; v += 32, a += 32, b += 32, c += 32, d += 32) {
      add4<T>(v, a, b, c, d, fa, fb, fc, fd, 0);
      add4<T>(v, a, b, c, d, fa, fb, fc, fd, 16);
    }
    if (v < end) {
      add4<T>(v, a, b, c, d, fa, fb, fc, fd, 0);
      a += 16;
      b += 16;
      c += 16;
      d += 16;
    }
    row += shape.targetRow;
    a += skip;
    b += skip;
    c += skip;
    d += skip;
  }
}

@inline
function weightsOf(cell: Cell, channels: usize, i: usize): usize {
  return cell.weights + load<u16>(channels + 2 * i) * cell.shape.channelBytes;
}

/** Adds the graded events of one step; returns how many targets they reached. */
export function stampGradedRows<T>(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  let pair = list + LIST_HEADER;
  const end = pair + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let values = list + synapse.source.valuesOffset;
  let reached: u64 = 0;
  for (; pair < end; pair += 8) {
    const cell = changetype<Cell>(synapse.cells + (load<u32>(pair) << 4));
    let n = load<u32>(pair, 4);
    reached += <u64>n * cell.fanOut;
    for (; n >= 4; n -= 4, channels += 8, values += 16) {
      stamp4<T>(
        cell,
        weightsOf(cell, channels, 0),
        weightsOf(cell, channels, 1),
        weightsOf(cell, channels, 2),
        weightsOf(cell, channels, 3),
        values,
      );
    }
    if (n >= 2) {
      stamp2<T>(cell, weightsOf(cell, channels, 0), weightsOf(cell, channels, 1), values);
      n -= 2;
      channels += 4;
      values += 8;
    }
    for (; n > 0; n--, channels += 2, values += 4) stamp1<T>(cell, weightsOf(cell, channels, 0), values);
  }
  return reached;
}
