import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import type { Tensor } from "@snnkit/tensor";
import { correlationOf, mergeMoments, type Moments, momentsOf, NO_MOMENTS } from "./_moments.ts";
import { createPointSample, type PointSample } from "./_point_sample.ts";

/** How well a layer's firing rates stand for the trained network's activations. */
export interface LayerCorrelation {
  /** The node it came from. */
  readonly name: string;
  /** Pearson's correlation of all pairs; `undefined` where one side does not vary. */
  readonly pearson: number | undefined;
  /** Mean of `rate · unit − activation`: how much too strong the layer is. */
  readonly meanError: number;
  /** Root of the mean square of `rate · unit − activation`. */
  readonly rmsError: number;
  /** How many (neuron, sample) pairs were compared. */
  readonly pairs: number;
  /** In how many of them both were exactly zero; these are not among the points. */
  readonly silent: number;
  /** A bounded choice of the other pairs, spread evenly over neurons and samples. */
  readonly points: {
    /** The trained network's activations, `[P]`. */
    readonly activation: Float32Array;
    /** `rate · unit`, `[P]`. */
    readonly rate: Float32Array;
  };
}

/** Compares rates with activations sample by sample, in bounded memory. */
export interface RateCorrelation {
  /**
   * Compare one sample.
   *
   * @param record What it did; must hold the spikes of every neuron.
   * @param activations The trained network's activations of each layer, channels first.
   */
  readonly add: (record: SampleRecord, activations: readonly ArrayLike<number>[]) => void;
  /** One entry a layer. */
  readonly result: () => LayerCorrelation[];
}

/**
 * Start comparing firing rates with the activations that they stand for: `spikes / steps · unit`
 * against the trained network's value of the same neuron.
 *
 * Every pair enters the correlation; the points kept for charts are chosen by a fixed rule, so the
 * same run gives the same points.
 *
 * @param layers The populations and their units, `[1]` or one per channel `[C]`.
 * @param points How many points a layer are kept at most. Default 500.
 *
 * @see Rueckauer et al. 2017, doi:10.3389/fnins.2017.00682, whose correlation plots it draws
 *
 * @example
 * ```ts
 * import { createRateCorrelation } from "@snnkit/metrics";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = { id: "relu", shape: [3], neurons: 3, unit: tensor([1], [2]) };
 * const meter = createRateCorrelation([layer]);
 * meter.add({
 *   steps: 4,
 *   decisions: new Uint16Array(4),
 *   scores: new Float32Array(3),
 *   spikes: new Uint32Array(4),
 *   synapticOps: new Float64Array(4),
 *   counts: [Int32Array.of(0, 2, 4)], // Rates 0, 0.5, 1 stand for 0, 1, 2.
 * }, [[0, 1, 2]]);
 * const [relu] = meter.result();
 * assertEquals([relu.pearson, relu.rmsError, relu.silent], [1, 0, 1]);
 * ```
 */
export function createRateCorrelation(
  layers: readonly (LayerInfo & { readonly unit: Tensor })[],
  points = 500,
): RateCorrelation {
  const tallies = layers.map((layer) => createTally(layer, points));

  const add = (record: SampleRecord, activations: readonly ArrayLike<number>[]): void => {
    const { counts, steps } = record;
    if (!counts) {
      throw new TypeError(
        "Cannot compare rates with activations as the record must hold the spikes of every neuron",
      );
    }
    const problems = layers.flatMap(({ id, neurons }, at) =>
      counts[at]?.length === neurons && activations[at]?.length === neurons ? [] : [
        `"${id}" has ${neurons} neurons, ${counts[at]?.length ?? 0} counts ` +
        `and ${activations[at]?.length ?? 0} activations`,
      ]
    );
    if (problems.length > 0) {
      throw new TypeError(
        `Cannot compare rates with activations as each neuron must have one of both: ` +
          problems.join("; "),
      );
    }
    tallies.forEach((tally, at) => tally.add(counts[at], steps, activations[at]));
  };
  return { add, result: () => tallies.map((tally) => tally.result()) };
}

interface Tally {
  readonly add: (counts: Int32Array, steps: number, activation: ArrayLike<number>) => void;
  readonly result: () => LayerCorrelation;
}

function createTally(layer: LayerInfo & { readonly unit: Tensor }, points: number): Tally {
  const { id, shape, neurons, unit } = layer;
  const plane = unit.data.length === 1 ? neurons : neurons / shape[0];
  const rate = new Float64Array(neurons);
  const sample: PointSample = createPointSample(points);
  let moments: Moments = NO_MOMENTS;
  let [silent, errors, squares] = [0, 0, 0];

  const add: Tally["add"] = (counts, steps, activation) => {
    for (let i = 0; i < neurons; i++) {
      const value = steps > 0 ? (counts[i] / steps) * unit.data[Math.floor(i / plane)] : 0;
      rate[i] = value;
      const error = value - activation[i];
      errors += error;
      squares += error * error;
      if (value === 0 && activation[i] === 0) silent++;
      else sample.offer(activation[i], value);
    }
    moments = mergeMoments(moments, momentsOf(activation, rate));
  };
  const result = (): LayerCorrelation => {
    const pairs = moments.count;
    return {
      name: id,
      pearson: correlationOf(moments),
      meanError: pairs > 0 ? errors / pairs : 0,
      rmsError: pairs > 0 ? Math.sqrt(squares / pairs) : 0,
      pairs,
      silent,
      points: sample.points(),
    };
  };
  return { add, result };
}
