// Layers where every event reaches all targets, which lie side by side. First the rows of weights of all
// events of a step are looked up, by their list or their bit plane, whatever pixels they are of; then four
// rows at a time are added in one pass over the targets. Each target receives its weights one after the
// other, in the events' order.
// T is the format of potentials and weights, f32 or i16.

import { groupsOf } from "./bit_planes";
import { bitsOf, Cell, List, LIST_HEADER, Synapse } from "./records";
import { stamp1, stamp4 } from "./stamp_rows";

/** Writes the address of each event's row; returns the end. */
function rowsOfList(synapse: Synapse, list: usize): usize {
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  const cells = synapse.cells;
  const stride: usize = changetype<Cell>(cells).shape.channelBytes;
  let channels = list + synapse.channelsOffset;
  let to = synapse.targets;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const weights = changetype<Cell>(cells + (load<u32>(pair) << 4)).weights;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2, to += 4) {
      store<u32>(to, <u32>(weights + <usize>load<u16>(channels) * stride));
    }
  }
  return to;
}

/** The same where events are the bits of a plane, eight bytes at a time; the seven behind it may be read. */
function rowsOfPlane(synapse: Synapse, slot: u32): usize {
  const source = synapse.source;
  const bytes: usize = source.columns * groupsOf(source);
  const stride: usize = changetype<Cell>(synapse.cells).shape.channelBytes;
  let from = bitsOf(source, slot);
  let weights = synapse.weights;
  let to = synapse.targets;
  for (let y = source.rows; y > 0; y--) {
    for (let at: usize = 0; at < bytes; at += 8) {
      let word = load<u64>(from + at);
      const left = bytes - at;
      if (left < 8) word &= (<u64>1 << (<u64>left << 3)) - 1;
      for (; word; word &= word - 1, to += 4) {
        store<u32>(to, <u32>(weights + ((at << 3) + <usize>ctz(word)) * stride));
      }
    }
    from += source.bitsRow;
    weights += (bytes << 3) * stride;
  }
  return to;
}

/** Adds the spikes of one step; returns how many targets they reached. */
export function sumRows<T>(synapse: Synapse, slot: u32): u64 {
  const list = synapse.lists + slot * synapse.listBytes;
  const first = changetype<Cell>(synapse.cells);
  const rows = synapse.targets;
  const end = synapse.weights ? rowsOfPlane(synapse, slot) : rowsOfList(synapse, list);
  const target = first.target;
  const bytes: usize = first.shape.runBytes;
  let row = rows;
  for (; row + 16 <= end; row += 16) {
    stamp4<T>(
      target, 1, bytes, 0, 0,
      load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), load<u32>(row, 12),
    );
  }
  for (; row < end; row += 4) stamp1<T>(target, 1, bytes, 0, 0, load<u32>(row));
  return <u64>((end - rows) >> 2) * first.fanOut;
}
