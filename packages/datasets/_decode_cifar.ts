import { checkLabels } from "./check_labels.ts";
import { maybeGunzip } from "./maybe_gunzip.ts";
import type { Samples } from "./samples.ts";

/** Bytes of one image: planes of red, green and blue. */
const IMAGE = 3 * 32 * 32;

/** Records of some label bytes, of which the last is wanted, and an image of 32 × 32. */
export function decodeCifar(
  packed: Uint8Array,
  name: string,
  labelBytes: number,
  classes: number,
  hint: (length: number) => string,
): Samples {
  const bytes = maybeGunzip(packed);
  const record = labelBytes + IMAGE;
  const count = bytes.length / record;
  if (!Number.isInteger(count) || count === 0) {
    throw new SyntaxError(
      `Cannot decode a ${name} file as it must be a whole number of records of ${record} bytes: ` +
        `received ${bytes.length} bytes${hint(bytes.length)}`,
    );
  }
  const data = new Uint8Array(count * IMAGE);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * record + labelBytes;
    labels[i] = bytes[start - 1];
    data.set(bytes.subarray(start, start + IMAGE), i * IMAGE);
  }
  checkLabels(labels, classes);
  return { shape: [3, 32, 32], layout: "nchw", count, data, labels, classes };
}

/** A hint where the length fits the other CIFAR. */
export function hintAt(other: string, record: number): (length: number) => string {
  return (length) =>
    length > 0 && length % (record + IMAGE) === 0
      ? `\nHint: its length is that of a ${other} file`
      : "";
}
