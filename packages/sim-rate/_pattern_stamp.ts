import type { Conv2dSynapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { planAxis } from "./_axis_plan.ts";
import { bitGroups, type BitPlanes } from "./_bit_planes.ts";
import { deficitsOf, NO_DEFICITS } from "./_deficits.ts";
import { laneBytes, rowBytes, VECTOR } from "./_geometry.ts";
import { fewestSwept, PATTERNS, sweepMargins } from "./_pattern_plan.ts";
import type { Place } from "./_place.ts";
import { planeStamp } from "./_plane_stamp.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND } from "./_records.ts";

/** Channels of a group. */
const GROUP = 8;

/**
 * The records of a convolution by patterns: for each group of eight channels and each of the 256 sets of
 * them, `[groups][256][Kh][Kw][lanes]`, what they bring together, `Σ w[c]` modulo 2^16. Of a signed source
 * there is a second one, which takes back, with all signs changed.
 */
export function patternStamps(
  arena: Arena,
  synapse: Conv2dSynapse,
  source: Place,
  target: Place,
  planes: BitPlanes,
): RecordValues<"synapse">[] {
  const stamp = planeStamp(arena, synapse, source, target, sumsOfSets);
  const lists = {
    lists: planes.patterns,
    listBytes: planes.patternBytes,
    channelsOffset: planes.entriesOffset,
  };
  const sent = {
    ...stamp.record,
    ...lists,
    kind: SYNAPSE_KIND.patterns,
    targets: sweepOf(arena, synapse, source, target, { ...planes, first: 0 }, stamp.weights),
    ...deficitsOf(arena, source.geometry, planes, fanOutsOf(synapse)),
  };
  if (planes.takenPatterns === 0) return [sent];
  const negated = { ...synapse, weight: synapse.weight.map((w) => -w) };
  const back = planeStamp(arena, negated, source, target, sumsOfSets);
  const takenPlanes = { ...planes, first: planes.takenOffset };
  const taken = {
    ...back.record,
    ...lists,
    lists: planes.patterns + planes.takenPatterns,
    kind: SYNAPSE_KIND.patterns,
    targets: sweepOf(arena, synapse, source, target, takenPlanes, back.weights),
    // Those of both were counted already.
    ...NO_DEFICITS,
  };
  return [sent, taken];
}

/** Weights of channels, `[channels][…]`, as sums of their sets, `[groups][256][…]`. */
function sumsOfSets(weights: Float32Array, channels: number): Float32Array {
  const size = weights.length / channels;
  const groups = Math.ceil(channels / GROUP);
  const sums = new Float32Array(groups * PATTERNS * size);
  for (let channel = 0; channel < channels; channel++) {
    const own = weights.subarray(channel * size, (channel + 1) * size);
    const first = Math.floor(channel / GROUP) * PATTERNS;
    // All sets of lower channels, and what they are together with this one.
    const bit = 1 << channel % GROUP;
    for (let set = 0; set < bit; set++) {
      const from = (first + set) * size;
      const to = (first + bit + set) * size;
      for (let i = 0; i < size; i++) sums[to + i] = sums[from + i] + own[i];
    }
  }
  return sums;
}

/** Targets of an event, by source pixel. */
function fanOutsOf(synapse: Conv2dSynapse): number[] {
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    planAxis(synapse, axis, true).positions.map(({ reached }) => reached)
  );
  return rows.flatMap((row) => columns.map((column) => row * column * synapse.outputChannels));
}

/** Address of the record of a sweep; 0 where there is none. */
function sweepOf(
  arena: Arena,
  synapse: Conv2dSynapse,
  source: Place,
  target: Place,
  { bitsRow, first }: { readonly bitsRow: number; readonly first: number },
  table: number,
): number {
  if (!sweepMargins(synapse, source, target)) return 0;
  const { kernel, padding, outputPlane } = synapse;
  const { geometry, v } = target;
  const groups = bitGroups(source.geometry);
  const tapRow = kernel[1] * laneBytes(geometry);
  const entryBytes = kernel[0] * tapRow;
  return arena.place(packRecords("sweep", [{
    table,
    groupBytes: PATTERNS * entryBytes,
    entryBytes,
    tapRow,
    kernelRows: kernel[0],
    taps: kernel[1],
    vectors: laneBytes(geometry) / VECTOR,
    first: first + (kernel[0] - 1 - padding[0]) * bitsRow - padding[1] * groups,
    groups,
    bitsRow,
    target: v + geometry.before * laneBytes(geometry),
    rows: outputPlane[0],
    columns: outputPlane[1],
    targetRow: rowBytes(geometry),
    targetColumn: laneBytes(geometry),
    fewest: fewestSwept(source.geometry),
  }]));
}
