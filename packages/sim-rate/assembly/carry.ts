// Whole pixels that are carried over, as an identity shortcut does, read from bit planes: every lane
// receives its weight where its bit is set.

import { countReached, groupsOf, lanesOf } from "./bit_planes";
import { bitsOf, Synapse } from "./records";

/** Adds the events of one step; returns how many targets they reached. */
export function carry(synapse: Synapse, slot: u32, t: u32): u64 {
  const source = synapse.source;
  const groups = groupsOf(source);
  const taken = source.takenOffset;
  const end = synapse.weights + (groups << 4);
  let row = bitsOf(source, slot);
  let cell = synapse.cells;
  for (let y = source.rows; y > 0; y--) {
    let bits = row;
    for (let x = source.columns; x > 0; x--, cell += 4) {
      let target: usize = load<u32>(cell);
      if (!target) {
        bits += groups;
        continue;
      }
      for (let weights = synapse.weights; weights < end; weights += 16, target += 16, bits++) {
        const weight = v128.load(weights);
        let potential = i16x8.add(v128.load(target), v128.and(weight, lanesOf(bits)));
        if (taken) potential = i16x8.sub(potential, v128.and(weight, lanesOf(bits + taken)));
        v128.store(target, potential);
      }
    }
    row += source.bitsRow;
  }
  return countReached(synapse, slot, t);
}
