import { formatShape, type Shape, sizeOf } from "@snnkit/tensor";
import { maybeGunzip } from "./maybe_gunzip.ts";
import { sampleShape } from "./_sample_shape.ts";
import type { SampleData, Samples } from "./samples.ts";

/**
 * Decode the idx files of MNIST and its kin: one of images, one of labels.
 *
 * Images may be `[N, H, W]` as MNIST's, `[N, F]` or `[N, C, H, W]`, of any of the format's six
 * number types. Either file may be gzipped.
 *
 * @param images The idx file of the images.
 * @param labels The idx file of the labels, `[N]`; may be left out.
 * @throws {SyntaxError} Where the bytes are no idx file, or are too few or too many.
 * @throws {RangeError} Where the files count different numbers of samples.
 *
 * @see Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database", FILE FORMATS
 *
 * @example
 * ```ts
 * import { decodeIdx } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 10, 20);
 * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3);
 * const samples = decodeIdx(images, labels);
 * assertEquals(samples.shape, [1, 1, 1]);
 * assertEquals([...samples.labels!], [7, 3]);
 * ```
 */
export function decodeIdx(images: Uint8Array, labels?: Uint8Array): Samples {
  const array = decodeArray(images, "idx images");
  if (array.shape.length === 1) {
    throw new SyntaxError(
      `Cannot decode idx images as they must have 2 to 4 axes: received ` +
        `${formatShape(array.shape)}\nHint: a file of one axis holds labels; are the two swapped?`,
    );
  }
  const count = array.shape[0];
  const samples = { ...sampleShape(array.shape, "nchw", "idx images"), count, data: array.data };
  if (labels === undefined) return samples;

  const classes = decodeArray(labels, "idx labels");
  if (classes.shape.length !== 1 || isFloat(classes.data)) {
    throw new SyntaxError(
      `Cannot decode idx labels as they must be whole numbers of one axis: received ` +
        formatShape(classes.shape),
    );
  }
  if (classes.shape[0] !== count) {
    throw new RangeError(
      `Cannot decode idx files as there must be one label an image: received ${count} images ` +
        `and ${classes.shape[0]} labels`,
    );
  }
  return { ...samples, labels: Int32Array.from(classes.data) };
}

/** Bytes and reader of each number type, by the third byte of the magic number. */
const TYPES: Readonly<
  Record<number, readonly [size: number, read: (view: DataView, length: number) => SampleData]>
> = {
  0x08: [1, (view, n) => new Uint8Array(view.buffer, view.byteOffset, n)],
  0x09: [1, (view, n) => new Int8Array(view.buffer, view.byteOffset, n)],
  0x0b: [2, (view, length) => Int16Array.from({ length }, (_, i) => view.getInt16(2 * i))],
  0x0c: [4, (view, length) => Int32Array.from({ length }, (_, i) => view.getInt32(4 * i))],
  0x0d: [4, (view, length) => Float32Array.from({ length }, (_, i) => view.getFloat32(4 * i))],
  0x0e: [8, (view, length) => Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i))],
};

function decodeArray(
  packed: Uint8Array,
  what: string,
): { readonly shape: Shape; readonly data: SampleData } {
  const bytes = maybeGunzip(packed);
  const [zero, nought, code, rank] = bytes;
  const type = TYPES[code];
  if (bytes.length < 4 || zero !== 0 || nought !== 0 || !type || rank === 0) {
    const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
    throw new SyntaxError(
      `Cannot decode ${what} as the file must begin with an idx magic number such as ` +
        `00 00 08 03: received ${magic.join(" ") || "no bytes"}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new SyntaxError(`Cannot decode ${what} as the file ends within its header`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const [size, read] = type;
  const wanted = start + size * sizeOf(shape);
  if (bytes.length !== wanted) {
    throw new SyntaxError(
      `Cannot decode ${what} as ${formatShape(shape)} needs ${wanted} bytes: received ` +
        `${bytes.length}`,
    );
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + start);
  return { shape, data: read(body, sizeOf(shape)) };
}

function isFloat(data: SampleData): boolean {
  return data instanceof Float32Array || data instanceof Float64Array;
}
