// Events one by one, tap by tap: kernels with groups of channels or gaps between taps, and graded
// events, whose weights are multiplied by their value.

import { Cell, List, LIST_HEADER, listOf, Synapse } from "./records";

function stamp<T>(cell: Cell, target: usize, weights: usize): void {
  const shape = cell.shape;
  for (let r = shape.rows; r > 0; r--) {
    let column = target;
    let w = weights;
    for (let c = shape.columns; c > 0; c--) {
      for (let o: usize = 0; o < shape.runBytes; o += 16) {
        v128.store(column + o, v128.add<T>(v128.load(column + o), v128.load(w + o)));
      }
      column += shape.targetColumn;
      w += shape.weightColumn;
    }
    target += shape.targetRow;
    weights += shape.weightRow;
  }
}

function stampGraded<T>(cell: Cell, target: usize, weights: usize, value: T): void {
  const shape = cell.shape;
  const factor = v128.splat<T>(value);
  for (let r = shape.rows; r > 0; r--) {
    let column = target;
    let w = weights;
    for (let c = shape.columns; c > 0; c--) {
      for (let o: usize = 0; o < shape.runBytes; o += 16) {
        const product = v128.mul<T>(v128.load(w + o), factor);
        v128.store(column + o, v128.add<T>(v128.load(column + o), product));
      }
      column += shape.targetColumn;
      w += shape.weightColumn;
    }
    target += shape.targetRow;
    weights += shape.weightRow;
  }
}

/** Adds the events of one step; returns how many targets they reached. */
export function stampTaps<T>(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  let pair = list + LIST_HEADER;
  const end = pair + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let values = synapse.source.valuesOffset ? list + synapse.source.valuesOffset : 0;
  let reached: u64 = 0;
  for (; pair < end; pair += 8) {
    const cell = changetype<Cell>(synapse.cells + (load<u32>(pair) << 4));
    let n = load<u32>(pair, 4);
    reached += <u64>n * cell.fanOut;
    for (; n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels);
      const shift: usize = synapse.targets ? <usize>load<u32>(synapse.targets + (channel << 2)) : 0;
      const weights = cell.weights + channel * cell.shape.channelBytes;
      if (values) {
        stampGraded<T>(cell, cell.target + shift, weights, <T>load<f32>(values));
        values += 4;
      } else {
        stamp<T>(cell, cell.target + shift, weights);
      }
    }
  }
  return reached;
}
