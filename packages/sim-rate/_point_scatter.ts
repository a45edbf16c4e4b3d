import type { SparseSynapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { potentialOffset } from "./_geometry.ts";
import { inFormat, type Place } from "./_place.ts";
import { type RecordValues, SYNAPSE_KIND } from "./_records.ts";

/**
 * The record of connections that carry whole pixels over, each channel times its factor, as identity
 * shortcuts do; undefined where they do anything else.
 */
export function pointScatter(
  arena: Arena,
  synapse: SparseSynapse,
  source: Place,
  target: Place,
): RecordValues<"synapse"> | undefined {
  const { start, weight } = synapse;
  const { rows, columns, channels, lanes } = source.geometry;
  const pixels = Uint32Array.from({ length: rows * columns }, (_, pixel) => {
    const entry = start[pixel * channels];
    if (entry === start[(pixel + 1) * channels]) return 0;
    return target.v + potentialOffset(target.geometry, synapse.target[entry]);
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
    const address = target.v + potentialOffset(target.geometry, synapse.target[start[j]]);
    if (
      address !== pixels[pixel] + target.geometry.laneSize * channel ||
      weight[start[j]] !== factors[channel]
    ) {
      return undefined;
    }
  }
  return {
    kind: SYNAPSE_KIND.points,
    source: source.record,
    cells: arena.place(pixels),
    targets: 0,
    weights: arena.place(inFormat(target, factors)),
  };
}
