import type { Parts } from "./_error_parts.ts";
import { type ChannelErrors, type DecomposedErrors, ERROR_PARTS } from "./layer_errors.ts";
import type { ErrorPart, ErrorPartSize, ErrorSize } from "./layer_errors.ts";

/** Sums the parts of a layer's error over samples, in bounded memory. */
export interface ErrorTally {
  readonly add: (parts: Parts, activation: ArrayLike<number>) => void;
  readonly result: () => DecomposedErrors;
}

/** A channel clips where more than this share of its answers are cut off. */
const MUCH = 0.01;

/** So many channels are named. */
const WORST = 3;

/** Sums of one error over neurons and samples. */
interface Sums {
  sum: number;
  absolute: number;
  squares: number;
  /** Of its products with the whole error. */
  products: number;
}

const noSums = (): Sums => ({ sum: 0, absolute: 0, squares: 0, products: 0 });

function addTo(sums: Sums, value: number, error: number): void {
  sums.sum += value;
  sums.absolute += Math.abs(value);
  sums.squares += value * value;
  sums.products += value * error;
}

/** Starts to sum the errors of a layer of so many neurons, the same number in every channel. */
export function createErrorTally(name: string, neurons: number, channels: number): ErrorTally {
  const plane = neurons / channels;
  const [error, own] = [noSums(), noSums()];
  const parts = ERROR_PARTS.map(noSums);
  const channelErrors = new Float64Array(channels);
  const channelParts = ERROR_PARTS.map(() => new Float64Array(channels));
  const channelClipped = new Float64Array(channels);
  let [answers, activations] = [0, 0];

  const add: ErrorTally["add"] = (found, activation) => {
    const lists = ERROR_PARTS.map((part) => found[part]);
    for (let i = 0; i < neurons; i++) {
      const channel = Math.floor(i / plane);
      let e = 0;
      for (const list of lists) e += list[i];
      addTo(error, e, e);
      addTo(own, e - found.inherited[i], e);
      for (let k = 0; k < lists.length; k++) {
        const value = lists[k][i];
        addTo(parts[k], value, e);
        channelParts[k][channel] += value * value;
      }
      channelErrors[channel] += e * e;
      if (found.clipping[i] !== 0) channelClipped[channel]++;
      activations += activation[i] * activation[i];
    }
    answers += neurons;
  };

  const per = (total: number, count: number): number => count > 0 ? total / count : 0;
  const sizeOf = ({ sum, absolute, squares }: Sums): ErrorSize => ({
    mean: per(sum, answers),
    meanAbsolute: per(absolute, answers),
    rms: Math.sqrt(per(squares, answers)),
  });
  const worst = (): ChannelErrors[] =>
    [...channelErrors.keys()].filter((channel) => channelErrors[channel] > 0)
      .sort((a, b) => channelErrors[b] - channelErrors[a]).slice(0, WORST)
      .map((channel) => ({
        channel,
        rms: Math.sqrt(per(channelErrors[channel], answers / channels)),
        part: largestOf(channelParts.map((squares) => squares[channel])),
      }));

  const result = (): DecomposedErrors => {
    const sizes = parts.map((sums): ErrorPartSize => ({
      ...sizeOf(sums),
      share: per(sums.products, error.squares),
    }));
    const clipped = channelClipped.reduce((sum, count) => sum + count, 0);
    const clipping = channelClipped.filter((count) => count > MUCH * answers / channels);
    return {
      decomposed: true,
      name,
      neurons,
      activation: Math.sqrt(per(activations, answers)),
      error: sizeOf(error),
      own: sizeOf(own),
      parts: Object.fromEntries(ERROR_PARTS.map((part, k) => [part, sizes[k]])) as Record<
        ErrorPart,
        ErrorPartSize
      >,
      largest: largestOf(sizes.map(({ share }) => share)),
      clipped: per(clipped, answers),
      clippedChannels: clipping.length / channels,
      worst: worst(),
    };
  };
  return { add, result };
}

/** The part of the largest value; ties: the one that arises first. */
function largestOf(values: readonly number[]): ErrorPart {
  return ERROR_PARTS[values.indexOf(Math.max(...values))];
}
