// Events whose kernels are whole rows: each row is one contiguous run of targets. All events of a
// pixel meet the same targets, so four, three or two are added in one pass over them; every target
// still receives its weights one after the other, by ascending channel.
//
// In stamp1 … stamp4, `row` is the first target, `rows` and `bytes` tell how many runs there are and
// how long, `step` leads from run to run in the target, `skip` from the end of one to the next in
// the weights, and a … d are the events' weights. Four vectors a turn were fastest of those tried.
// T is the format of potentials and weights, f32 or i16.

import { Cell, List, LIST_HEADER, Shape, Synapse } from "./records";

@inline
function plus<T>(v: v128, w: usize, offset: usize): v128 {
  return v128.add<T>(v, v128.load(w + offset));
}

@inline
function add1<T>(v: usize, a: usize, offset: usize): void {
  v128.store(v + offset, plus<T>(v128.load(v + offset), a, offset));
}

@inline
function add2<T>(v: usize, a: usize, b: usize, offset: usize): void {
  v128.store(v + offset, plus<T>(plus<T>(v128.load(v + offset), a, offset), b, offset));
}

@inline
function add3<T>(v: usize, a: usize, b: usize, c: usize, offset: usize): void {
  const sum = plus<T>(plus<T>(v128.load(v + offset), a, offset), b, offset);
  v128.store(v + offset, plus<T>(sum, c, offset));
}

@inline
function add4<T>(v: usize, a: usize, b: usize, c: usize, d: usize, offset: usize): void {
  const sum = plus<T>(plus<T>(v128.load(v + offset), a, offset), b, offset);
  v128.store(v + offset, plus<T>(plus<T>(sum, c, offset), d, offset));
}

export function stamp1<T>(
  row: usize, rows: u32, bytes: usize, step: usize, skip: usize,
  a: usize,
): void {
  for (let r = rows; r > 0; r--) {
    const end = row + bytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64) {
      add1<T>(v, a, 0);
      add1<T>(v, a, 16);
      add1<T>(v, a, 32);
      add1<T>(v, a, 48);
    }
    for (; v < end; v += 16, a += 16) add1<T>(v, a, 0);
    row += step;
    a += skip;
  }
}

function stamp2<T>(
  row: usize, rows: u32, bytes: usize, step: usize, skip: usize,
  a: usize, b: usize,
): void {
  for (let r = rows; r > 0; r--) {
    const end = row + bytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64) {
      add2<T>(v, a, b, 0);
      add2<T>(v, a, b, 16);
      add2<T>(v, a, b, 32);
      add2<T>(v, a, b, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16) add2<T>(v, a, b, 0);
    row += step;
    a += skip;
    b += skip;
  }
}

function stamp3<T>(
  row: usize, rows: u32, bytes: usize, step: usize, skip: usize,
  a: usize, b: usize, c: usize,
): void {
  for (let r = rows; r > 0; r--) {
    const end = row + bytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64, c += 64) {
      add3<T>(v, a, b, c, 0);
      add3<T>(v, a, b, c, 16);
      add3<T>(v, a, b, c, 32);
      add3<T>(v, a, b, c, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16, c += 16) add3<T>(v, a, b, c, 0);
    row += step;
    a += skip;
    b += skip;
    c += skip;
  }
}

export function stamp4<T>(
  row: usize, rows: u32, bytes: usize, step: usize, skip: usize,
  a: usize, b: usize, c: usize, d: usize,
): void {
  for (let r = rows; r > 0; r--) {
    const end = row + bytes;
    let v = row;
    for (; v + 64 <= end; v += 64, a += 64, b += 64, c += 64, d += 64) {
      add4<T>(v, a, b, c, d, 0);
      add4<T>(v, a, b, c, d, 16);
      add4<T>(v, a, b, c, d, 32);
      add4<T>(v, a, b, c, d, 48);
    }
    for (; v < end; v += 16, a += 16, b += 16, c += 16, d += 16) add4<T>(v, a, b, c, d, 0);
    row += step;
    a += skip;
    b += skip;
    c += skip;
    d += skip;
  }
}

@inline
function weightsOf(weights: usize, channelBytes: usize, channels: usize, i: usize): usize {
  return weights + load<u16>(channels + 2 * i) * channelBytes;
}

/** Adds the spikes of one step; returns how many targets they reached. */
export function stampRows<T>(synapse: Synapse, slot: u32): u64 {
  const list = synapse.lists + slot * synapse.listBytes;
  const cells = synapse.cells;
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + synapse.channelsOffset;
  let reached: u64 = 0;
  // Most neighbours have the same shape: it is read again only where it changes.
  let shape = changetype<Shape>(0);
  let rows: u32 = 0;
  let bytes: usize = 0;
  let step: usize = 0;
  let skip: usize = 0;
  let stride: usize = 0;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const cell = changetype<Cell>(cells + (load<u32>(pair) << 4));
    if (cell.shape != shape) {
      shape = cell.shape;
      rows = shape.rows;
      bytes = <usize>shape.runBytes;
      step = <usize>shape.targetRow;
      skip = <usize>shape.weightRow - bytes;
      stride = <usize>shape.channelBytes;
    }
    let n = load<u32>(pair, 4);
    reached += <u64>n * cell.fanOut;
    if (rows == 0) {
      channels += n << 1;
      continue;
    }
    const row = cell.target;
    const w = cell.weights;
    for (; n >= 4; n -= 4, channels += 8) {
      stamp4<T>(
        row, rows, bytes, step, skip,
        weightsOf(w, stride, channels, 0),
        weightsOf(w, stride, channels, 1),
        weightsOf(w, stride, channels, 2),
        weightsOf(w, stride, channels, 3),
      );
    }
    if (n == 1) {
      stamp1<T>(row, rows, bytes, step, skip, weightsOf(w, stride, channels, 0));
    } else if (n == 2) {
      stamp2<T>(
        row, rows, bytes, step, skip,
        weightsOf(w, stride, channels, 0),
        weightsOf(w, stride, channels, 1),
      );
    } else if (n == 3) {
      stamp3<T>(
        row, rows, bytes, step, skip,
        weightsOf(w, stride, channels, 0),
        weightsOf(w, stride, channels, 1),
        weightsOf(w, stride, channels, 2),
      );
    }
    channels += n << 1;
  }
  return reached;
}
