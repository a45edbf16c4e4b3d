// Convolutions by patterns: the spikes of eight neighbouring channels of a pixel are one byte, and what
// they bring together to all that the pixel reaches was summed before, for each of the 256 bytes there
// are. Sums are modulo 2^16, where the order of additions is free.
//
// Where little fires, bytes are stamped one by one, as events are. Where much does, all pixels are swept
// over whatever they hold: no list, no branch that depends on spikes, and the targets that are being
// summed stay in registers while a window moves along a row of the source. A sweep costs the same always.

import { countReached } from "./bit_planes";
import { bitsOf, List, Sweep, Synapse } from "./records";
import { stampRows } from "./stamp_rows";

/** Address of what a byte of a plane brings. */
@inline
function entryOf(byte: usize, entries: usize, entryBytes: usize): usize {
  return entries + <usize>load<u8>(byte) * entryBytes;
}

@inline
function plus(sum: v128, first: usize, second: usize, offset: usize, isPair: bool): v128 {
  const one = i16x8.add(sum, v128.load(first + offset));
  return isPair ? i16x8.add(one, v128.load(second + offset)) : one;
}

/** The same for three rows of a kernel. */
@inline
function plusRows(
  sum: v128, p: usize, q: usize, pp: usize, qq: usize, ppp: usize, qqq: usize, offset: usize, isPair: bool,
): v128 {
  return plus(plus(plus(sum, p, q, offset, isPair), pp, qq, offset, isPair), ppp, qqq, offset, isPair);
}

@inline
function deliver(sum: v128, target: usize, offset: usize): void {
  v128.store(target + offset, i16x8.add(v128.load(target + offset), sum));
}

/**
 * Adds what a plane brings through kernels of `kernelRows` rows; a window of the source, as wide as the
 * stride, reaches `taps` neighbouring targets. These, `vectors` and `isPair` are known when this is
 * compiled: of the twelve sums as many remain as all targets of a window need, target by target. Groups come
 * in pairs, or alone.
 */
@inline
function sweep(
  layer: Sweep, plane: usize,
  kernelRows: u32, taps: u32, vectors: u32, isPair: bool, groups: usize,
): void {
  const sums = <u32>(taps * vectors);
  const rowBytes: usize = sums * 16;
  const entryBytes = <usize>kernelRows * rowBytes;
  const groupBytes = entryBytes << 8;
  const zero = i16x8.splat(0);
  const windows = layer.columns + taps - 1;
  const windowRow: usize = layer.windowRow;
  const bitsRow: usize = layer.bitsRow;
  const targetColumn: usize = layer.targetColumn;
  const tables = layer.table;
  let row = plane + layer.first;
  let targetRow = layer.target - <usize>(taps - 1) * targetColumn;
  for (let y = layer.rows; y > 0; y--) {
    let a = zero, b = zero, c = zero, d = zero, e = zero, f = zero;
    let g = zero, h = zero, i = zero, j = zero, k = zero, l = zero;
    let window = row;
    let target = targetRow;
    for (let x: u32 = 0; x < windows; x++) {
      let from = window;
      const above = from - bitsRow;
      const top = above - bitsRow;
      let table = tables;
      if (kernelRows == 3 && sums > 6) {
        // Kernel rows are in the order of their targets, so that sources come from below.
        for (let n: usize = 0; n < groups; n += isPair ? 2 : 1, table += groupBytes * (isPair ? 2 : 1)) {
          const p = entryOf(from + n, table, entryBytes);
          const pp = entryOf(above + n, table + rowBytes, entryBytes);
          const ppp = entryOf(top + n, table + (rowBytes << 1), entryBytes);
          let q = p, qq = p, qqq = p;
          if (isPair) {
            q = entryOf(from + n + 1, table + groupBytes, entryBytes);
            qq = entryOf(above + n + 1, table + groupBytes + rowBytes, entryBytes);
            qqq = entryOf(top + n + 1, table + groupBytes + (rowBytes << 1), entryBytes);
          }
          a = plusRows(a, p, q, pp, qq, ppp, qqq, 0, isPair);
          if (sums > 1) b = plusRows(b, p, q, pp, qq, ppp, qqq, 16, isPair);
          if (sums > 2) c = plusRows(c, p, q, pp, qq, ppp, qqq, 32, isPair);
          if (sums > 3) d = plusRows(d, p, q, pp, qq, ppp, qqq, 48, isPair);
          if (sums > 4) e = plusRows(e, p, q, pp, qq, ppp, qqq, 64, isPair);
          if (sums > 5) f = plusRows(f, p, q, pp, qq, ppp, qqq, 80, isPair);
          if (sums > 6) g = plusRows(g, p, q, pp, qq, ppp, qqq, 96, isPair);
          if (sums > 7) h = plusRows(h, p, q, pp, qq, ppp, qqq, 112, isPair);
          if (sums > 8) i = plusRows(i, p, q, pp, qq, ppp, qqq, 128, isPair);
          if (sums > 9) j = plusRows(j, p, q, pp, qq, ppp, qqq, 144, isPair);
          if (sums > 10) k = plusRows(k, p, q, pp, qq, ppp, qqq, 160, isPair);
          if (sums > 11) l = plusRows(l, p, q, pp, qq, ppp, qqq, 176, isPair);
        }
      } else {
        for (let r = kernelRows; r > 0; r--) {
          let entries = table;
          for (let n: usize = 0; n < groups; n += isPair ? 2 : 1) {
            const p = entryOf(from + n, entries, entryBytes);
            entries += groupBytes;
            let q = p;
            if (isPair) {
              q = entryOf(from + n + 1, entries, entryBytes);
              entries += groupBytes;
            }
            a = plus(a, p, q, 0, isPair);
            if (sums > 1) b = plus(b, p, q, 16, isPair);
            if (sums > 2) c = plus(c, p, q, 32, isPair);
            if (sums > 3) d = plus(d, p, q, 48, isPair);
            if (sums > 4) e = plus(e, p, q, 64, isPair);
            if (sums > 5) f = plus(f, p, q, 80, isPair);
            if (sums > 6) g = plus(g, p, q, 96, isPair);
            if (sums > 7) h = plus(h, p, q, 112, isPair);
            if (sums > 8) i = plus(i, p, q, 128, isPair);
            if (sums > 9) j = plus(j, p, q, 144, isPair);
            if (sums > 10) k = plus(k, p, q, 160, isPair);
            if (sums > 11) l = plus(l, p, q, 176, isPair);
          }
          from -= bitsRow;
          table += rowBytes;
        }
      }
      // The first target is complete where it lies in the plane.
      if (x >= taps - 1) {
        deliver(a, target, 0);
        if (vectors > 1) deliver(b, target, 16);
        if (vectors > 2) deliver(c, target, 32);
        if (vectors > 3) deliver(d, target, 48);
      }
      if (vectors == 1) {
        a = b, b = c, c = d, d = e, e = zero;
      } else if (vectors == 2) {
        a = c, b = d, c = e, d = f, e = g, f = h, g = i, h = j, i = zero, j = zero;
      } else {
        a = e, b = f, c = g, d = h, e = i, f = j, g = k, h = l;
        i = zero, j = zero, k = zero, l = zero;
      }
      window += groups;
      target += targetColumn;
    }
    row += windowRow;
    targetRow += layer.targetRow;
  }
}

@inline
function sweepGroups(layer: Sweep, plane: usize, isPair: bool): void {
  const groups = layer.groups;
  if (layer.taps == 5) {
    if (layer.vectors == 2) sweep(layer, plane, 5, 5, 2, isPair, groups);
    else sweep(layer, plane, 5, 5, 1, isPair, groups);
  } else if (layer.taps == 2) {
    if (layer.vectors == 4) sweep(layer, plane, 3, 2, 4, isPair, groups);
    else if (layer.vectors == 2) sweep(layer, plane, 3, 2, 2, isPair, groups);
    else sweep(layer, plane, 3, 2, 1, isPair, groups);
  } else {
    if (layer.vectors == 4) sweep(layer, plane, 3, 3, 4, isPair, groups);
    else if (layer.vectors == 2) sweep(layer, plane, 3, 3, 2, isPair, groups);
    else sweep(layer, plane, 3, 3, 1, isPair, groups);
  }
}

/** Sixteen channels to sixteen are frequent enough to be compiled for. */
function sweepSixteen(layer: Sweep, plane: usize): void {
  sweep(layer, plane, 3, 3, 2, true, 2);
}

function sweepPairs(layer: Sweep, plane: usize): void {
  sweepGroups(layer, plane, true);
}

function sweepSingles(layer: Sweep, plane: usize): void {
  sweepGroups(layer, plane, false);
}

/** Adds the spikes of one step; returns how many targets they reached. */
export function addPatterns(synapse: Synapse, slot: u32, t: u32): u64 {
  const list = changetype<List>(synapse.lists + slot * synapse.listBytes);
  const layer = changetype<Sweep>(synapse.targets);
  if (!synapse.targets || list.events < layer.fewest) {
    stampRows<i16>(synapse, slot);
  } else {
    const plane = bitsOf(synapse.source, slot);
    if (layer.groups & 1) sweepSingles(layer, plane);
    else if (layer.groups == 2 && layer.vectors == 2 && layer.taps == 3) sweepSixteen(layer, plane);
    else sweepPairs(layer, plane);
  }
  return countReached(synapse, slot, t);
}
