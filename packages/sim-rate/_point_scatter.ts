import type { SparseSynapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { potentialOffset } from "./_geometry.ts";
import { inFormat, type Place } from "./_place.ts";
import { SYNAPSE_KIND, type SynapseParts } from "./_records.ts";

/** Connections that carry whole pixels over, each channel times its factor, as identity shortcuts do. */
export interface Points {
  /** Address of every source pixel's target; 0 where it has none. */
  readonly pixels: Uint32Array;
  /** One a lane of the source. */
  readonly factors: Float32Array;
}

/** Connections as points; undefined where they do anything else. */
export function pointsOf(
  { start, target: neurons, weight }: SparseSynapse,
  source: Place,
  target: Place,
): Points | undefined {
  const { rows, columns, channels, lanes } = source.geometry;
  const pixels = Uint32Array.from({ length: rows * columns }, (_, pixel) => {
    const entry = start[pixel * channels];
    if (entry === start[(pixel + 1) * channels]) return 0;
    return target.v + potentialOffset(target.geometry, neurons[entry]);
  });
  const busy = pixels.findIndex((address) => address !== 0);
  if (busy < 0 || start.length - 1 !== rows * columns * channels) return undefined;
  const factors = new Float32Array(lanes);
  factors.set(weight.subarray(start[busy * channels], start[busy * channels] + channels));

  for (let j = 0; j < start.length - 1; j++) {
    const pixel = Math.floor(j / channels);
    const channel = j - pixel * channels;
    if (start[j + 1] - start[j] !== (pixels[pixel] === 0 ? 0 : 1)) return undefined;
    if (pixels[pixel] === 0) continue;
    const address = target.v + potentialOffset(target.geometry, neurons[start[j]]);
    if (
      address !== pixels[pixel] + target.geometry.laneSize * channel ||
      weight[start[j]] !== factors[channel]
    ) {
      return undefined;
    }
  }
  return { pixels, factors };
}

/** The record of points. */
export function pointScatter(
  arena: Arena,
  { pixels, factors }: Points,
  source: Place,
  target: Place,
): SynapseParts {
  return {
    kind: SYNAPSE_KIND.points,
    source: source.record,
    cells: arena.place(pixels),
    targets: 0,
    weights: arena.place(inFormat(target, factors)),
  };
}
