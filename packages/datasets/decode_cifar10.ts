import { decodeCifar, hintAt } from "./_decode_cifar.ts";
import type { Samples } from "./samples.ts";

/**
 * Decode CIFAR-10 in its binary form: records of a label byte and 3 × 1024 bytes, the planes of
 * red, green and blue. The file may be gzipped.
 *
 * @throws {SyntaxError} Where the bytes are no whole number of records.
 * @throws {RangeError} Where a label exceeds 9.
 *
 * @see A. Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"
 *
 * @example
 * ```ts
 * import { decodeCifar10 } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const samples = decodeCifar10(new Uint8Array(2 * 3073).fill(3));
 * assertEquals([samples.count, samples.classNames![samples.labels![0]]], [2, "cat"]);
 * ```
 */
export function decodeCifar10(bytes: Uint8Array): Samples {
  const samples = decodeCifar(bytes, "CIFAR-10", 1, 10, hintAt("CIFAR-100", 2));
  return { ...samples, classNames: CLASS_NAMES };
}

const CLASS_NAMES: readonly string[] = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
];
