import { batchAt, type Dataset } from "@snnkit/datasets";

/**
 * So many samples of a data set, spread evenly, for a folder of images comes sorted by class.
 *
 * @param offset From a sample to the next, where the first lies, in [0, 1).
 */
export function someSamples(data: Dataset, most: number, offset = 0): readonly Float32Array[] {
  const count = Math.min(most, data.count);
  return Array.from(
    { length: count },
    (_, i) => batchAt(data, Math.floor((i + offset) * data.count / count), 1),
  );
}

/** Samples one after the other, as ONNX Runtime takes them. */
export function joined(samples: readonly Float32Array[]): Float32Array {
  const [{ length }] = samples;
  const all = new Float32Array(samples.length * length);
  samples.forEach((sample, i) => all.set(sample, i * length));
  return all;
}
