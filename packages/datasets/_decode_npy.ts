import { type Shape, sizeOf, transposeIndex } from "@snnkit/tensor";
import { float16 } from "./_float16.ts";
import type { SampleData } from "./samples.ts";

/** An array of NumPy, in C order. */
export interface NpyArray {
  readonly shape: Shape;
  readonly data: SampleData;
}

/** Bytes of one value and how a little- or big-endian one is read. */
interface NpyType {
  readonly size: number;
  readonly read: (view: DataView, length: number, little: boolean) => SampleData;
}

const TYPES: Readonly<Record<string, NpyType>> = {
  b1: { size: 1, read: (v, n) => new Uint8Array(v.buffer, v.byteOffset, n) },
  u1: { size: 1, read: (v, n) => new Uint8Array(v.buffer, v.byteOffset, n) },
  i1: { size: 1, read: (v, n) => new Int8Array(v.buffer, v.byteOffset, n) },
  u2: { size: 2, read: (v, n, le) => fill(new Uint16Array(n), (i) => v.getUint16(2 * i, le)) },
  i2: { size: 2, read: (v, n, le) => fill(new Int16Array(n), (i) => v.getInt16(2 * i, le)) },
  u4: { size: 4, read: (v, n, le) => fill(new Uint32Array(n), (i) => v.getUint32(4 * i, le)) },
  i4: { size: 4, read: (v, n, le) => fill(new Int32Array(n), (i) => v.getInt32(4 * i, le)) },
  u8: {
    size: 8,
    read: (v, n, le) => fill(new Float64Array(n), (i) => safe(v.getBigUint64(8 * i, le))),
  },
  i8: {
    size: 8,
    read: (v, n, le) => fill(new Float64Array(n), (i) => safe(v.getBigInt64(8 * i, le))),
  },
  f2: {
    size: 2,
    read: (v, n, le) => fill(new Float32Array(n), (i) => float16(v.getUint16(2 * i, le))),
  },
  f4: { size: 4, read: (v, n, le) => fill(new Float32Array(n), (i) => v.getFloat32(4 * i, le)) },
  f8: { size: 8, read: (v, n, le) => fill(new Float64Array(n), (i) => v.getFloat64(8 * i, le)) },
};

/**
 * Read a `.npy` file of versions 1 to 3; 64-bit integers become float64, which holds them exactly
 * up to 2⁵³.
 *
 * @see NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"
 */
export function decodeNpy(bytes: Uint8Array, name: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  const version = bytes[6];
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte) || version > 3) {
    throw new SyntaxError(
      `Cannot decode array "${name}" as it must begin with a NumPy header of version 1 to 3`,
    );
  }
  const headerStart = version === 1 ? 10 : 12;
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = headerStart + headerLength;
  const header = new TextDecoder().decode(bytes.subarray(headerStart, start));
  const descr = /'descr'\s*:\s*'([<>|=])([a-z])(\d+)'/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header);
  const axes = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header);
  const type = descr && TYPES[descr[2] + descr[3]];
  if (!descr || !type || !order || !axes || start > bytes.length) {
    const types = Object.keys(TYPES).join(", ");
    throw new SyntaxError(
      `Cannot decode array "${name}" as its header must name one of the types ${types}: ` +
        `received ${header.trim()}`,
    );
  }
  const shape = axes[1].split(",").filter((axis) => axis.trim() !== "").map(Number);
  const wanted = sizeOf(shape) * type.size;
  if (bytes.length - start !== wanted) {
    throw new SyntaxError(
      `Cannot decode array "${name}" as [${shape.join(", ")}] needs ${wanted} bytes: ` +
        `received ${bytes.length - start}`,
    );
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + start, wanted);
  const data = type.read(body, sizeOf(shape), descr[1] !== ">");
  return { shape, data: order[1] === "True" ? fromFortran(shape, data) : data };
}

/** Fortran order is C order of the axes reversed. */
function fromFortran(shape: Shape, data: SampleData): SampleData {
  const index = transposeIndex([...shape].reverse(), shape.map((_, axis) => axis).reverse());
  return fill(data.slice(), (i) => data[index[i]]);
}

function fill<A extends SampleData>(target: A, value: (index: number) => number): A {
  for (let i = 0; i < target.length; i++) target[i] = value(i);
  return target;
}

function safe(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`Cannot decode an array as its integers must stay below 2^53: ${value}`);
}
