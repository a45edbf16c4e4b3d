import type { GatePopulation } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { gateWindows } from "./_gate_windows.ts";
import { type Geometry, laneBytes } from "./_geometry.ts";
import type { Place } from "./_place.ts";
import type { RecordValues } from "./_records.ts";

/** What a gate needs besides its potentials. */
export interface GateParts {
  /** One record a source. */
  readonly sources: readonly RecordValues<"gateSource">[];
  /** The winner of every lane before any spike: its window's first pixel. */
  readonly winners: Uint32Array;
  /** The spike counts to clear before a sample: where they are and how many bytes. */
  readonly counts: readonly { readonly address: number; readonly bytes: number }[];
}

/** The records of what a gate watches; it counts spikes itself, as its sources are steps ahead. */
export function gateParts(
  arena: Arena,
  gate: GatePopulation,
  geometry: Geometry,
  places: readonly Place[],
): GateParts {
  const windows = gateWindows(gate);
  const [starts, ofPixel] = windowsOfPixels(windows, gate.inputPlane[0] * gate.inputPlane[1]);
  const shared = { starts: arena.place(starts), windows: arena.place(ofPixel) };
  const counts: { readonly address: number; readonly bytes: number }[] = [];
  const sources = gate.sources.map(({ population, channel }) => {
    const { geometry: from, record } = places[population];
    const bytes = from.rows * from.columns * laneBytes(from);
    const address = arena.reserve(bytes);
    counts.push({ address, bytes });
    return { source: record, counts: address, ...shared, channel };
  });
  const winners = new Uint32Array(windows.length * geometry.lanes);
  windows.forEach(([first = 0], w) =>
    winners.fill(first, w * geometry.lanes, (w + 1) * geometry.lanes)
  );
  return { sources, winners, counts };
}

/** The windows that each source pixel belongs to, as starts and one list. */
function windowsOfPixels(
  windows: readonly (readonly number[])[],
  pixels: number,
): [Uint32Array, Uint32Array] {
  const starts = new Uint32Array(pixels + 1);
  for (const cells of windows) for (const cell of cells) starts[cell + 1]++;
  for (let p = 0; p < pixels; p++) starts[p + 1] += starts[p];
  const next = starts.slice();
  const list = new Uint32Array(starts[pixels]);
  windows.forEach((cells, w) => cells.forEach((cell) => list[next[cell]++] = w));
  return [starts, list];
}
