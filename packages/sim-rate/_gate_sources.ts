import type { GatePopulation } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { gateWindows } from "./_gate_windows.ts";
import type { Geometry } from "./_geometry.ts";
import { laneCount } from "./_lanes.ts";
import type { Place, Region } from "./_place.ts";
import type { RecordValues } from "./_records.ts";

/** What a gate needs besides its potentials. */
export interface GateParts {
  /** Which kernel advances it. */
  readonly kind: "gate" | "tracking" | "estimating";
  /** One record a source. */
  readonly sources: readonly RecordValues<"gateSource">[];
  /** The winner of every lane; for a tracking gate, its net spikes. */
  readonly winners: Region;
  /** What estimates keep from step to step; 1 where they are counts. */
  readonly decay: number;
  /** How many steps count; 0 where all do. */
  readonly window: number;
  /** What must be zero before a sample. */
  readonly cleared: readonly Region[];
}

/** The records of what a gate watches; it counts spikes itself, as its sources are steps ahead. */
export function gateParts(
  arena: Arena,
  gate: GatePopulation,
  geometry: Geometry,
  places: readonly Place[],
  timesteps: number,
): GateParts {
  const windows = gateWindows(gate);
  const [starts, ofPixel] = windowsOfPixels(windows, gate.inputPlane[0] * gate.inputPlane[1]);
  const shared = {
    starts: arena.place(starts),
    windows: arena.place(ofPixel),
    ...pixelsOfWindows(arena, gate, windows),
  };
  const estimates = estimatesOf(gate, timesteps);
  const parts = gate.sources.map(({ population, channel }) => {
    const { record, geometry } = places[population];
    const counts = reserved(arena, 4 * laneCount(geometry));
    const recent = reserved(arena, estimates.window * laneCount(geometry));
    const state = { counts: counts.address, bytes: counts.bytes, recent: recent.address };
    return { record: { source: record, ...shared, ...state, channel }, cleared: [counts, recent] };
  });
  const winners = reserved(arena, 8 * laneCount(geometry));
  return {
    ...estimates,
    sources: parts.map(({ record }) => record),
    winners,
    cleared: [...parts.flatMap(({ cleared }) => cleared), winners],
  };
}

/** How spikes are counted. */
function estimatesOf(
  { estimator }: GatePopulation,
  timesteps: number,
): Pick<GateParts, "kind" | "decay" | "window"> {
  switch (estimator.kind) {
    case "first":
      return { kind: "gate", decay: 1, window: 0 };
    case "track":
      return { kind: "tracking", decay: 1, window: 0 };
    case "exponential":
      return { kind: "estimating", decay: estimator.decay, window: 0 };
    case "window":
      // A window as long as the sample forgets nothing: it is the count of all spikes.
      return estimator.steps >= timesteps
        ? { kind: "gate", decay: 1, window: 0 }
        : { kind: "estimating", decay: 1, window: estimator.steps };
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}

function reserved(arena: Arena, bytes: number): Region {
  return { address: arena.reserve(bytes), bytes };
}

/** The source pixels that each window of a gate watches, as starts and one list; none for a plain one. */
function pixelsOfWindows(
  arena: Arena,
  { estimator }: GatePopulation,
  windows: readonly (readonly number[])[],
): { readonly pixelStarts: number; readonly pixels: number } {
  if (estimator.kind === "first") return { pixelStarts: 0, pixels: 0 };
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
