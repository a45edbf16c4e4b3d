import { type Shape, sizeOf } from "@snnkit/tensor";

/**
 * How many samples an array of values holds.
 *
 * @throws {TypeError} Where that is no whole number.
 */
export function countSamples(name: string, values: Float32Array, sampleShape: Shape): number {
  const size = sizeOf(sampleShape);
  const count = values.length / size;
  if (Number.isInteger(count)) return count;
  throw new TypeError(
    `Cannot run "${name}" as samples must be [${["N", ...sampleShape].join(", ")}], ` +
      `${size} values each: received [${values.length}]`,
  );
}
