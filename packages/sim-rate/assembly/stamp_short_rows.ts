// As stamp_graded_rows, in 16-bit fixed point and for rows of six vectors: three taps of 16 channels.
// So short a row takes less time than finding out how many events a pixel has: each event is added by
// itself. Sums modulo 2^16 are the same in any order.

import { Cell, List, LIST_HEADER, listOf, Shape, Synapse } from "./records";

@inline
function add(v: usize, w: usize, factor: v128, offset: usize): void {
  const input = i16x8.mul(v128.load(w + offset), factor);
  v128.store(v + offset, i16x8.add(v128.load(v + offset), input));
}

@inline
function addRow(v: usize, w: usize, factor: v128): void {
  add(v, w, factor, 0);
  add(v, w, factor, 16);
  add(v, w, factor, 32);
  add(v, w, factor, 48);
  add(v, w, factor, 64);
  add(v, w, factor, 80);
}

/** Adds the events of one step, each of 1 or −1; returns how many targets they reached. */
export function stampShortRows(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  const cells = synapse.cells;
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let values = list + synapse.source.valuesOffset;
  let reached: u64 = 0;
  // Most neighbours have the same shape: it is read again only where it changes.
  let shape = changetype<Shape>(0);
  let rows: u32 = 0;
  let step: usize = 0;
  let weightStep: usize = 0;
  let stride: usize = 0;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const cell = changetype<Cell>(cells + (load<u32>(pair) << 4));
    if (cell.shape != shape) {
      shape = cell.shape;
      rows = shape.rows;
      step = <usize>shape.targetRow;
      weightStep = <usize>shape.weightRow;
      stride = <usize>shape.channelBytes;
    }
    const n = load<u32>(pair, 4);
    reached += <u64>n * cell.fanOut;
    const last = channels + (n << 1);
    const target = cell.target;
    const weights = cell.weights;
    for (; channels < last; channels += 2, values += 4) {
      // The sign bit of an f32 number: 0 becomes 1, −1 remains.
      const factor = i16x8.splat(<i16>((load<i32>(values) >> 31) | 1));
      let v = target;
      let w = weights + <usize>load<u16>(channels) * stride;
      for (let r = rows; r > 0; r--) {
        addRow(v, w, factor);
        v += step;
        w += weightStep;
      }
    }
  }
  return reached;
}
