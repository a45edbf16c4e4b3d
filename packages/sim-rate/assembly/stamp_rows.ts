// Events whose kernels are whole rows: each row is one contiguous run of targets. All events of a
// pixel meet the same targets, so four, three or two are added in one pass over them; every target
// still receives its weights one after the other, by ascending channel.

import { Cell, List, LIST_HEADER, listOf, Synapse } from "./records";

@inline
function plus(v: v128, w: usize, offset: usize): v128 {
  return f32x4.add(v, v128.load(w + offset));
}

@inline
function add1(v: usize, a: usize, offset: usize): void {
  v128.store(v + offset, plus(v128.load(v + offset), a, offset));
}

@inline
function add2(v: usize, a: usize, b: usize, offset: usize): void {
  v128.store(v + offset, plus(plus(v128.load(v + offset), a, offset), b, offset));
}

@inline
function add3(v: usize, a: usize, b: usize, c: usize, offset: usize): void {
  const sum = plus(plus(v128.load(v + offset), a, offset), b, offset);
  v128.store(v + offset, plus(sum, c, offset));
}

@inline
function add4(v: usize, a: usize, b: usize, c: usize, d: usize, offset: usize): void {
  const sum = plus(plus(v128.load(v + offset), a, offset), b, offset);
  v128.store(v + offset, plus(plus(sum, c, offset), d, offset));
}

function stamp1(cell: Cell, a: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64) {
      add1(v, a, 0);
      add1(v, a, 16);
      add1(v, a, 32);
      add1(v, a, 48);
    }
    for (; v < end; v += 16, a += 16) add1(v, a, 0);
    row += shape.targetRow;
    a += skip;
  }
}

function stamp2(cell: Cell, a: usize, b: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64) {
      add2(v, a, b, 0);
      add2(v, a, b, 16);
      add2(v, a, b, 32);
      add2(v, a, b, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16) add2(v, a, b, 0);
    row += shape.targetRow;
    a += skip;
    b += skip;
  }
}

function stamp3(cell: Cell, a: usize, b: usize, c: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64, c += 64) {
      add3(v, a, b, c, 0);
      add3(v, a, b, c, 16);
      add3(v, a, b, c, 32);
      add3(v, a, b, c, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16, c += 16) add3(v, a, b, c, 0);
    row += shape.targetRow;
    a += skip;
    b += skip;
    c += skip;
  }
}

function stamp4(cell: Cell, a: usize, b: usize, c: usize, d: usize): void {
  const shape = cell.shape;
  const skip = shape.weightRow - shape.runBytes;
  let row = cell.target;
  for (let r = shape.rows; r > 0; r--) {
    const end = row + shape.runBytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64, c += 64, d += 64) {
      add4(v, a, b, c, d, 0);
      add4(v, a, b, c, d, 16);
      add4(v, a, b, c, d, 32);
      add4(v, a, b, c, d, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16, c += 16, d += 16) add4(v, a, b, c, d, 0);
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

/** Adds the spikes of one step; returns how many targets they reached. */
export function stampRows(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  let pair = list + LIST_HEADER;
  const end = pair + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let reached: u64 = 0;
  for (; pair < end; pair += 8) {
    const cell = changetype<Cell>(synapse.cells + (load<u32>(pair) << 4));
    let n = load<u32>(pair, 4);
    reached += <u64>n * cell.fanOut;
    if (cell.shape.rows == 0) {
      channels += n << 1;
      continue;
    }
    for (; n >= 4; n -= 4, channels += 8) {
      stamp4(
        cell,
        weightsOf(cell, channels, 0),
        weightsOf(cell, channels, 1),
        weightsOf(cell, channels, 2),
        weightsOf(cell, channels, 3),
      );
    }
    if (n == 1) {
      stamp1(cell, weightsOf(cell, channels, 0));
    } else if (n == 2) {
      stamp2(cell, weightsOf(cell, channels, 0), weightsOf(cell, channels, 1));
    } else if (n == 3) {
      stamp3(
        cell,
        weightsOf(cell, channels, 0),
        weightsOf(cell, channels, 1),
        weightsOf(cell, channels, 2),
      );
    }
    channels += n << 1;
  }
  return reached;
}
