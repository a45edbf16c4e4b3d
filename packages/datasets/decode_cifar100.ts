import { decodeCifar, hintAt } from "./_decode_cifar.ts";
import type { Samples } from "./samples.ts";

/**
 * Decode CIFAR-100 in its binary form: records of a coarse label, a fine label and 3 × 1024 bytes,
 * the planes of red, green and blue. The labels are the fine ones. The file may be gzipped.
 *
 * @throws {SyntaxError} Where the bytes are no whole number of records.
 * @throws {RangeError} Where a fine label exceeds 99.
 *
 * @see A. Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"
 *
 * @example
 * ```ts
 * import { decodeCifar100 } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const record = new Uint8Array(3074);
 * record.set([11, 98]); // Coarse, fine.
 * assertEquals([...decodeCifar100(record).labels!], [98]);
 * ```
 */
export function decodeCifar100(bytes: Uint8Array): Samples {
  return decodeCifar(bytes, "CIFAR-100", 2, 100, hintAt("CIFAR-10", 1));
}
