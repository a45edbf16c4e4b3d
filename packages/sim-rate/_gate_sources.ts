import type { GatePopulation } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { gateWindows } from "./_gate_windows.ts";
import type { Geometry } from "./_geometry.ts";
import { laneCount } from "./_lanes.ts";
import type { Place, Region } from "./_place.ts";
import type { RecordValues } from "./_records.ts";

/** What a gate needs besides its potentials. */
export interface GateParts {
  /** One record a source. */
  readonly sources: readonly RecordValues<"gateSource">[];
  /** The winner of every lane; for a tracking gate, its net spikes. */
  readonly winners: Region;
  /** The net spikes of every source neuron, source by source. */
  readonly counts: readonly Region[];
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
  const shared = {
    starts: arena.place(starts),
    windows: arena.place(ofPixel),
    ...pixelsOfWindows(arena, gate, windows),
  };
  const counts = gate.sources.map((s) =>
    reserved(arena, 4 * laneCount(places[s.population].geometry))
  );
  const sources = gate.sources.map(({ population, channel }, i) => {
    return { source: places[population].record, counts: counts[i].address, ...shared, channel };
  });
  return { sources, winners: reserved(arena, 8 * laneCount(geometry)), counts };
}

function reserved(arena: Arena, bytes: number): Region {
  return { address: arena.reserve(bytes), bytes };
}

/** The source pixels that each window of a tracking gate watches, as starts and one list. */
function pixelsOfWindows(
  arena: Arena,
  { estimator }: GatePopulation,
  windows: readonly (readonly number[])[],
): { readonly pixelStarts: number; readonly pixels: number } {
  if (estimator === "first") return { pixelStarts: 0, pixels: 0 };
  const starts = new Uint32Array(windows.length + 1);
  windows.forEach((cells, w) => starts[w + 1] = starts[w] + cells.length);
  const pixels = arena.place(Uint32Array.from(windows.flat()));
  return { pixelStarts: arena.place(starts), pixels };
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
