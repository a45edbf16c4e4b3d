import type { FirstSpikeRecord } from "@snnkit/recording";
import type { SpikeTimes } from "@snnkit/report";
import type { TimedNetwork } from "@snnkit/sim-ttfs";

/** Bars of a histogram. */
const BINS = 24;

/** Dots of a raster, at most: more are a blur. */
const DOTS = 4000;

/** Neurons of a layer in a raster, at most. */
const ROWS = 200;

/** Gathers when neurons spike, for charts. */
export interface SpikeTimeTally {
  /** Count the times of a sample. */
  readonly add: (record: FirstSpikeRecord) => void;
  /** What was gathered. */
  readonly result: () => SpikeTimes;
}

/** Begin to gather spike times of a network of windows; the first sample becomes the raster. */
export function createSpikeTimeTally({ layers, arrival }: TimedNetwork): SpikeTimeTally {
  const counts = layers.map(() => new Array<number>(BINS).fill(0));
  const silent = layers.map(() => 0);
  let first: FirstSpikeRecord | undefined;
  let samples = 0;
  const add = (record: FirstSpikeRecord): void => {
    first ??= record;
    samples++;
    layers.forEach(({ window: { start, end } }, k) => {
      for (const time of record.times![k]) {
        const share = (time - start) / (end - start);
        if (share >= 0 && share < 1) counts[k][Math.floor(share * BINS)]++;
        else silent[k]++;
      }
    });
  };
  const result = (): SpikeTimes => ({
    samples,
    end: arrival.end,
    layers: layers.map(({ id, neurons, window }, k) => ({
      name: id,
      neurons,
      start: window.start,
      end: window.end,
      shares: counts[k].map((count) => count / Math.max(1, samples * neurons)),
      silent: silent[k] / Math.max(1, samples * neurons),
    })),
    raster: first === undefined ? [] : rasterOf(first),
  });
  const rasterOf = (record: FirstSpikeRecord): SpikeTimes["raster"] => {
    const most = Math.max(1, Math.floor(DOTS / layers.length));
    return layers.flatMap(({ neurons }, layer) => {
      const step = Math.max(1, Math.ceil(neurons / Math.min(ROWS, most)));
      const times = record.times![layer];
      const dots: { layer: number; share: number; time: number }[] = [];
      for (let i = 0; i < neurons; i += step) {
        if (times[i] < Infinity) dots.push({ layer, share: i / neurons, time: times[i] });
      }
      return dots;
    });
  };
  return { add, result };
}
