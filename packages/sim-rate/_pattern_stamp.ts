import type { Conv2dSynapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { planAxis } from "./_axis_plan.ts";
import { bitGroups, type BitPlanes } from "./_bit_planes.ts";
import { deficitsOf, NO_DEFICITS } from "./_deficits.ts";
import { laneBytes, rowBytes, VECTOR } from "./_geometry.ts";
import { fewestSwept, PATTERNS, sweepMargins } from "./_pattern_plan.ts";
import { inFormat, type Place } from "./_place.ts";
import { type PlaneStamp, planeStamp } from "./_plane_stamp.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND } from "./_records.ts";

/** A table of patterns, which a kernel writes once. */
export interface PatternTable {
  /** Weights `[channels][entry]`, i16. */
  readonly from: number;
  /** The table, `[groups][256][entry]`. */
  readonly to: number;
  /** Channels of the source. */
  readonly channels: number;
  /** Bytes of an entry. */
  readonly entryBytes: number;
  /** Whether all signs are changed. */
  readonly isNegated: boolean;
}

/**
 * The records of a convolution by patterns: for each group of eight channels and each of the 256 sets of
 * them, `[groups][256][Kh][Kw][lanes]`, what they bring together, `Σ w[c]` modulo 2^16. Of a signed source
 * there is a second one, which takes back, with all signs changed.
 *
 * @param tables Where the tables that must be written are noted.
 */
export function patternStamps(
  arena: Arena,
  synapse: Conv2dSynapse,
  source: Place,
  target: Place,
  planes: BitPlanes,
  tables: PatternTable[],
): RecordValues<"synapse">[] {
  const stampOf = (isNegated: boolean): PlaneStamp =>
    planeStamp(arena, synapse, source, target, (block) => {
      const channels = synapse.inputChannels;
      const weights = inFormat(target, block);
      const entryBytes = weights.byteLength / channels;
      const from = arena.place(weights);
      const to = arena.reserve(bitGroups(source.geometry) * PATTERNS * entryBytes);
      tables.push({ from, to, channels, entryBytes, isNegated });
      return to;
    });
  const stamp = stampOf(false);
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
  const back = stampOf(true);
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
  return arena.place(packRecords("sweep", [{
    table,
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
