import type { Network, SparseSynapse, Synapse } from "@snnkit/sim";
import type { Arena, Bytes } from "./_arena.ts";
import { bitGroups, bitOffset, type BitPlanes } from "./_bit_planes.ts";
import { deficitsOf } from "./_deficits.ts";
import { potentialOffset } from "./_geometry.ts";
import { type PixelWindow, type PixelWindows, pixelWindows } from "./_pixel_windows.ts";
import { inFormat, type Place } from "./_place.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND } from "./_records.ts";

/** Synapses whose targets gather windows of pixels from bit planes, and which. */
export type WindowsOf = ReadonlyMap<Synapse, PixelWindows>;

/** All such synapses of a network: between populations of fixed point. */
export function gatheredWindows({ populations }: Network, places: readonly Place[]): WindowsOf {
  const windows = new Map<Synapse, PixelWindows>();
  populations.forEach((population, p) => {
    if (!("synapses" in population)) return;
    for (const synapse of population.synapses) {
      const [source, target] = [places[synapse.source], places[p]];
      if (synapse.kind !== "sparse" || !source.grid || !target.grid) continue;
      const its = pixelWindows(synapse, source.geometry, target.geometry);
      if (its) windows.set(synapse, its);
    }
  });
  return windows;
}

/**
 * The record of a synapse whose targets gather windows of pixels: in fixed point, where the order of
 * additions is free, spikes are counted first and then multiplied with the factor.
 *
 * @param planes The source's bit planes.
 * @param bitLanes Address of the table of bits as bytes.
 */
export function windowGather(
  arena: Arena,
  synapse: SparseSynapse,
  { windows, uses }: PixelWindows,
  source: Place,
  target: Place,
  planes: BitPlanes,
  bitLanes: number,
): Omit<RecordValues<"synapse">, "lists" | "listBytes" | "channelsOffset"> {
  const rows = windowRows(arena, synapse, windows, source, target, planes);
  return {
    kind: SYNAPSE_KIND.carried,
    source: source.record,
    cells: arena.place(packRecords("windowRow", rows)),
    targets: rows.length,
    weights: bitLanes,
    ...deficitsOf(arena, source.geometry, planes, uses),
  };
}

type WindowRow = RecordValues<"windowRow">;

/** Windows at equal distances, of one form and with the same factors, are told together. */
function windowRows(
  arena: Arena,
  { weight }: SparseSynapse,
  windows: readonly PixelWindow[],
  source: Place,
  target: Place,
  planes: BitPlanes,
): WindowRow[] {
  const { channels, lanes } = source.geometry;
  const groups = bitGroups(source.geometry);
  const placed = placedOnce(arena);
  const weightsOf = ({ factors, step }: PixelWindow): number => {
    const own = new Float32Array(lanes);
    for (let c = 0; c < channels; c++) own[c] = weight[factors + c * step];
    return placed(inFormat(target, own));
  };
  const isSame = (a: PixelWindow, b: PixelWindow): boolean => {
    for (let c = 0; c < channels; c++) {
      if (weight[a.factors + c * a.step] !== weight[b.factors + c * b.step]) return false;
    }
    return true;
  };
  const rows: WindowRow[] = [];
  windows.forEach((window, i) => {
    const [first, ...others] = window.sources.map((pixel) =>
      bitOffset(source.geometry, planes, pixel)
    );
    const row = rows.at(-1);
    const next = {
      target: target.v + potentialOffset(target.geometry, window.target),
      targetStep: 0,
      first,
      firstStep: 0,
      windows: 1,
      taps: placed(Uint32Array.of(0, ...others.map((offset) => offset - first))),
      tapCount: window.sources.length,
      // Most windows have the factors of the one before.
      weights: row && isSame(windows[i - 1], window) ? row.weights : weightsOf(window),
      groups,
    };
    const joined = row && joinedRow(row, next);
    if (joined) rows[rows.length - 1] = joined;
    else rows.push(next);
  });
  return rows;
}

/** A row with one more window; undefined where that is not as the others are. */
function joinedRow(row: WindowRow, next: WindowRow): WindowRow | undefined {
  if (row.taps !== next.taps || row.weights !== next.weights) return undefined;
  const { windows } = row;
  // Of a single window any step is right.
  const targetStep = windows === 1 ? next.target - row.target : row.targetStep;
  const firstStep = windows === 1 ? next.first - row.first : row.firstStep;
  const follows = next.target === row.target + windows * targetStep &&
    next.first === row.first + windows * firstStep;
  return follows ? { ...row, targetStep, firstStep, windows: windows + 1 } : undefined;
}

/** Places equal values at one address. */
function placedOnce(arena: Arena): (values: Bytes) => number {
  const addresses = new Map<string, number>();
  return (values) => {
    const key = `${values.BYTES_PER_ELEMENT}: ${values.join()}`;
    const address = addresses.get(key) ?? arena.place(values);
    addresses.set(key, address);
    return address;
  };
}
