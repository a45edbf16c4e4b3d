import { sizeOf } from "@snnkit/tensor";
import type { Dataset } from "./dataset.ts";
import type { Preprocessing } from "./preprocessing.ts";
import type { DataFinding, SampleData, Samples } from "./samples.ts";

/** Samples that hold a bad value are named up to this many. */
const LISTED = 5;

/**
 * Choose samples and say how each becomes the input of a network: `x · scale`, then
 * `(x − mean) / std` per channel, after the channels have been put in the wanted order.
 *
 * Nothing is converted before it is asked for, so 10,000 images stay as small as their file.
 * Arithmetic is in float64, rounded to float32 once.
 *
 * @param samples What a decoder gave; shared, not modified.
 * @param preprocessing See {@linkcode Preprocessing} for the defaults.
 * @throws {RangeError} Listing all that is wrong with the preprocessing, or naming samples whose
 * values are not finite.
 *
 * @example
 * ```ts
 * import { preprocess } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * // One RGB image of one pixel, for a network that wants BGR less its mean.
 * const dataset = preprocess(
 *   { shape: [3, 1, 1], layout: "nhwc", count: 1, data: Uint8Array.of(10, 20, 30) },
 *   { scale: 1, channels: "bgr", mean: [1, 2, 3] },
 * );
 * assertEquals([...dataset.sampleAt(0)], [29, 18, 7]);
 * ```
 */
export function preprocess(samples: Samples, preprocessing: Preprocessing = {}): Dataset {
  const { scale = 1 / 255, mean = [0], std = [1], channels = "rgb" } = preprocessing;
  const { offset = 0, limit = samples.count } = preprocessing;
  checkOptions(samples, preprocessing);
  const count = Math.min(limit, samples.count - offset);
  checkFinite(samples, offset, count);

  const { shape, data, layout } = samples;
  const depth = shape[0] ?? 1;
  const size = sizeOf(shape);
  const plane = size / depth;
  const hwc = layout === "nhwc" && shape.length === 3;
  const bgr = channels === "bgr";
  const convert = Array.from({ length: depth }, (_, channel) => {
    const shift = mean[mean.length === 1 ? 0 : channel];
    const divisor = std[std.length === 1 ? 0 : channel];
    return converter(data, (value) => (value * scale - shift) / divisor);
  });

  const sampleAt = (index: number, into: Float32Array = new Float32Array(size)): Float32Array => {
    if (!(index >= 0 && index < count)) {
      throw new RangeError(
        `Cannot take a sample as its number must lie in 0 … ${count - 1}: received ${index}`,
      );
    }
    const start = (offset + index) * size;
    for (let channel = 0; channel < depth; channel++) {
      const source = bgr ? depth - 1 - channel : channel;
      const first = start + (hwc ? source : source * plane);
      convert[channel](first, hwc ? depth : 1, into, channel * plane, plane);
    }
    return into;
  };
  const { labels, classes, classNames } = samples;
  return {
    shape,
    count,
    ...labels && { labels: labels.subarray(offset, offset + count) },
    ...classes !== undefined && { classes },
    ...classNames && { classNames },
    findings: [...samples.findings ?? [], ...scaleFindings(samples, scale, offset, count)],
    sampleAt,
  };
}

/** Converts `count` values, `stride` apart from `from` on, to `into[to …]`. */
type Converter = (
  from: number,
  stride: number,
  into: Float32Array,
  to: number,
  count: number,
) => void;

function converter(data: SampleData, formula: (value: number) => number): Converter {
  if (!(data instanceof Uint8Array)) {
    return (from, stride, into, to, count) => {
      for (let i = 0; i < count; i++) into[to + i] = formula(data[from + i * stride]);
    };
  }
  // A byte has 256 values: each is worked out once.
  const table = Float32Array.from({ length: 256 }, (_, value) => formula(value));
  return (from, stride, into, to, count) => {
    for (let i = 0; i < count; i++) into[to + i] = table[data[from + i * stride]];
  };
}

function checkOptions({ shape, count }: Samples, preprocessing: Preprocessing): void {
  const { scale = 1 / 255, mean = [0], std = [1], channels = "rgb" } = preprocessing;
  const { offset = 0, limit = count } = preprocessing;
  const depth = shape[0] ?? 1;
  const problems: string[] = [];
  if (!Number.isFinite(scale) || scale === 0) {
    problems.push(`"scale" must be a number other than 0: ${scale}`);
  }
  for (const [name, values] of [["mean", mean], ["std", std]] as const) {
    if (values.length !== 1 && values.length !== depth) {
      const wanted = depth === 1 ? "one value" : `one value, or one for each of ${depth} channels`;
      problems.push(`"${name}" must have ${wanted}: ${values.join(", ")}`);
    }
    if (!values.every(Number.isFinite)) {
      problems.push(`"${name}" must be numbers: ${values.join(", ")}`);
    }
  }
  if (std.includes(0)) problems.push(`"std" must not be 0: ${std.join(", ")}`);
  if (channels === "bgr" && !(shape.length === 3 && depth === 3)) {
    problems.push(`"channels" can be "bgr" only for images of 3 channels: [${shape.join(", ")}]`);
  }
  if (!Number.isInteger(offset) || offset < 0) {
    problems.push(`"offset" must be a whole number ≥ 0: ${offset}`);
  } else if (count > 0 && offset >= count) {
    problems.push(`"offset" must lie before the end of ${count} samples: ${offset}`);
  }
  if (preprocessing.limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    problems.push(`"limit" must be a whole number > 0: ${limit}`);
  }
  if (count === 0) problems.push("there must be samples: the data set is empty");
  if (problems.length > 0) {
    throw new RangeError(`Cannot preprocess samples as ${problems.join("; ")}`);
  }
}

function checkFinite({ shape, data }: Samples, offset: number, count: number): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return;
  const size = sizeOf(shape);
  const bad: string[] = [];
  for (let sample = offset; sample < offset + count; sample++) {
    for (let i = sample * size; i < (sample + 1) * size; i++) {
      // Beyond float32 a value is as good as infinite.
      if (Number.isFinite(Math.fround(data[i]))) continue;
      bad.push(`${data[i]} in sample ${sample}`);
      break;
    }
  }
  if (bad.length === 0) return;
  const more = bad.length > LISTED ? ` and in ${bad.length - LISTED} more samples` : "";
  throw new RangeError(
    `Cannot preprocess samples as their values must be finite float32 numbers: received ` +
      `${bad.slice(0, LISTED).join(", ")}${more}`,
  );
}

function scaleFindings(
  { shape, data }: Samples,
  scale: number,
  offset: number,
  count: number,
): DataFinding[] {
  if (scale !== 1 / 255 || !(data instanceof Float32Array || data instanceof Float64Array)) {
    return [];
  }
  const size = sizeOf(shape);
  let largest = 0;
  for (let i = offset * size; i < (offset + count) * size; i++) {
    largest = Math.max(largest, Math.abs(data[i]));
  }
  if (largest === 0 || largest > 16) return [];
  return [{
    code: "floats-scaled-as-bytes",
    message: `Values are floats no larger than ${Number(largest.toPrecision(4))} and were still ` +
      `divided by 255 as bytes are; if they are scaled already, set the scale to 1`,
  }];
}
