// Whole pixels that are carried over, as an identity shortcut does, read from bit planes: every lane
// receives its weight where its bit is set.

import { countReached, groupsOf, lanesOf } from "./bit_planes";
import { bitsOf, Population, Synapse } from "./records";

/** Adds eight lanes: those that are sent, less those taken back. */
@inline
function add(target: usize, weights: usize, bits: usize, taken: usize, isSigned: bool): void {
  const weight = v128.load(weights);
  const sum = i16x8.add(v128.load(target), v128.and(weight, lanesOf(bits)));
  v128.store(target, isSigned ? i16x8.sub(sum, v128.and(weight, lanesOf(bits + taken))) : sum);
}

/** All pixels of `groups` bytes; pixels of two are not looped over. */
@inline
function carryAll(synapse: Synapse, source: Population, slot: u32, isSigned: bool, isPair: bool): void {
  const groups = groupsOf(source);
  const taken: usize = source.takenOffset;
  const weights = synapse.weights;
  const columns = source.columns;
  let row = bitsOf(source, slot);
  let cell = synapse.cells;
  for (let y = source.rows; y > 0; y--) {
    let bits = row;
    for (let x = columns; x > 0; x--, cell += 4, bits += groups) {
      const target: usize = load<u32>(cell);
      if (!target) continue;
      if (isPair) {
        add(target, weights, bits, taken, isSigned);
        add(target + 16, weights + 16, bits + 1, taken, isSigned);
      } else {
        for (let n: usize = 0; n < groups; n++) {
          add(target + (n << 4), weights + (n << 4), bits + n, taken, isSigned);
        }
      }
    }
    row += source.bitsRow;
  }
}

/** Adds the events of one step; returns how many targets they reached. */
export function carry(synapse: Synapse, slot: u32, t: u32): u64 {
  const source = synapse.source;
  if (source.takenOffset) carryAll(synapse, source, slot, true, false);
  else if (groupsOf(source) == 2) carryAll(synapse, source, slot, false, true);
  else carryAll(synapse, source, slot, false, false);
  return countReached(synapse, slot, t);
}
