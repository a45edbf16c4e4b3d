import { createDistribution, type Distribution, type NodeStats } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";
import { type Bins, createBins } from "./_bins.ts";

/** Mantissa bits of the histogram over all elements: bins of 0.4 %. */
const ALL_BITS = 8;
/** Mantissa bits of a channel's histogram: bins of 3 %, for there may be thousands of channels. */
const CHANNEL_BITS = 5;
/** Mantissa bits of the histogram of the samples' maxima. */
const MAXIMA_BITS = 8;

/** Histograms over every positive float32, reused by all nodes; empty between two uses. */
export interface Scratch {
  readonly all: Uint32Array;
  readonly channel: Uint32Array;
}

/** Counts one node's values into its statistics. */
export interface NodeTally {
  /**
   * Count the values of `count` samples, `[count, …shape]`.
   *
   * @returns Which of these samples holds NaN or an infinity, after which the tally and its scratch
   * are spoilt; absent where none does.
   */
  readonly add: (values: Float32Array, count: number) => number | undefined;
  /** The statistics of all samples counted. */
  readonly finish: () => NodeStats;
}

/** What is summed up for each channel besides its histogram. */
interface Channel {
  readonly bins: Bins;
  count: number;
  positive: number;
  sum: number;
  min: number;
  max: number;
}

/** Empty scratch histograms. */
export function createScratch(): Scratch {
  return {
    all: new Uint32Array(256 << ALL_BITS),
    channel: new Uint32Array(256 << CHANNEL_BITS),
  };
}

/**
 * Count a node's values into the distributions that {@linkcode NodeStats} holds, each value being
 * read once for all of them.
 *
 * What comes out does not depend on how samples are grouped into calls of `add`: counts are exact
 * and sums are taken sample by sample.
 *
 * @param shape Of one sample; axis 0 is the channel, a scalar is one channel.
 */
export function createNodeTally(shape: Shape, scratch: Scratch): NodeTally {
  const size = sizeOf(shape);
  const slice = shape.length === 0 ? 1 : sizeOf(shape.slice(1));
  const channels = Array.from({ length: shape[0] ?? 1 }, (): Channel => (
    {
      bins: createBins(CHANNEL_BITS),
      count: 0,
      positive: 0,
      sum: 0,
      min: Infinity,
      max: -Infinity,
    }
  ));
  const all = createBins(ALL_BITS);
  const maxima = createDistribution(MAXIMA_BITS);
  const seen: Seen = { sum: 0, positive: 0, min: 0, max: 0 };

  const add: NodeTally["add"] = (values, count) => {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    const sampleMaxima = new Float32Array(count).fill(-Infinity);
    let [top, positive] = [-Infinity, 0];
    for (let c = 0; c < channels.length; c++) {
      const channel = channels[c];
      let [channelTop, channelPositive] = [-Infinity, 0];
      for (let s = 0; s < count; s++) {
        const from = s * size + c * slice;
        countSlice(values, bits, from, from + slice, scratch, seen);
        if (!Number.isFinite(seen.sum)) return s;
        channel.sum += seen.sum;
        channelPositive += seen.positive;
        if (seen.min < channel.min) channel.min = seen.min;
        if (seen.max > channelTop) channelTop = seen.max;
        if (seen.max > sampleMaxima[s]) sampleMaxima[s] = seen.max;
      }
      channel.count += count * slice;
      channel.positive += channelPositive;
      channel.max = Math.max(channel.max, channelTop);
      channel.bins.take(scratch.channel, binOf(channelTop, CHANNEL_BITS), channelPositive);
      positive += channelPositive;
      top = Math.max(top, channelTop);
    }
    all.take(scratch.all, binOf(top, ALL_BITS), positive);
    if (size > 0) maxima.add(sampleMaxima);
    return undefined;
  };

  const finish = (): NodeStats => {
    const total = { count: 0, positive: 0, sum: 0, min: Infinity, max: -Infinity };
    for (const { count, positive, sum, min, max } of channels) {
      total.count += count;
      total.positive += positive;
      total.sum += sum;
      total.min = Math.min(total.min, min);
      total.max = Math.max(total.max, max);
    }
    return {
      all: { ...total, mantissaBits: ALL_BITS, ...all.finish() },
      channels: channels.map(({ bins, ...rest }): Distribution => (
        { ...rest, mantissaBits: CHANNEL_BITS, ...bins.finish() }
      )),
      sampleMaxima: maxima.finish(),
    };
  };
  return { add, finish };
}

/** What a slice of values was found to hold. */
interface Seen {
  sum: number;
  positive: number;
  min: number;
  max: number;
}

/**
 * Count `values[from … to)` into both histograms. The loop has no branch that depends on a value's
 * sign, for activations take it at random: negative values and zeros go to bin 0.
 */
function countSlice(
  values: Float32Array,
  bits: Int32Array,
  from: number,
  to: number,
  { all, channel }: Scratch,
  seen: Seen,
): void {
  // Plain variables: destructuring would allocate, and slices may be short.
  let sum = 0;
  let positive = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < to; i++) {
    const value = values[i];
    const word = bits[i];
    const kept = word & ~(word >> 31); // 0 where the sign bit is set.
    all[kept >> (23 - ALL_BITS)]++;
    channel[kept >> (23 - CHANNEL_BITS)]++;
    positive += -kept >>> 31; // 1 where kept > 0.
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  seen.sum = sum;
  seen.positive = positive;
  seen.min = min;
  seen.max = max;
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** Which bin a value falls into; 0 where it is not positive. */
function binOf(value: number, mantissaBits: number): number {
  float[0] = value;
  return value > 0 ? word[0] >> (23 - mantissaBits) : 0;
}
