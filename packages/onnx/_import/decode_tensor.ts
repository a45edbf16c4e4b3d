import { formatShape, sizeOf } from "@snnkit/tensor";
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType } from "onnx-buf";
import type { Family, Known } from "./known.ts";
import { nibblesOf } from "./nibbles.ts";
import { refuse } from "./problem.ts";

/** Hands out the bytes of a tensor that lie outside the model's own. */
export type ExternalBytes = (tensor: TensorProto) => Uint8Array;

const Type = TensorProto_DataType;

/** Bytes an element takes in `raw_data`. */
const WIDTH: Readonly<Record<number, number>> = {
  [Type.FLOAT]: 4,
  [Type.UINT8]: 1,
  [Type.INT8]: 1,
  [Type.UINT16]: 2,
  [Type.INT16]: 2,
  [Type.INT32]: 4,
  [Type.INT64]: 8,
  [Type.BOOL]: 1,
  [Type.FLOAT16]: 2,
  [Type.DOUBLE]: 8,
  [Type.UINT32]: 4,
  [Type.UINT64]: 8,
  [Type.BFLOAT16]: 2,
};

/** Which arithmetic an ONNX element type follows; undefined where it cannot be read. */
export function familyOf(dataType: number): Family | undefined {
  switch (dataType) {
    case Type.FLOAT:
    case Type.FLOAT16:
    case Type.DOUBLE:
    case Type.BFLOAT16:
      return "float";
    case Type.BOOL:
      return "bool";
    case Type.INT4:
    case Type.UINT4:
      return "int";
    default:
      return WIDTH[dataType] === undefined ? undefined : "int";
  }
}

/** Bits of the whole numbers that quantised tensors hold; negative where they have a sign. */
const BITS: Readonly<Record<number, number>> = {
  [Type.UINT4]: 4,
  [Type.INT4]: -4,
  [Type.UINT8]: 8,
  [Type.INT8]: -8,
  [Type.UINT16]: 16,
  [Type.INT16]: -16,
  [Type.UINT32]: 32,
  [Type.INT32]: -32,
};

/** Smallest and largest number of an element type; undefined but for whole ones of up to 32 bits. */
export function rangeOf(dataType: number): readonly [number, number] | undefined {
  const bits = BITS[dataType];
  if (bits === undefined) return undefined;
  return bits > 0 ? [0, 2 ** bits - 1] : [-(2 ** (-bits - 1)), 2 ** (-bits - 1) - 1];
}

/** What ONNX calls an element type, for messages. */
export function typeName(dataType: number): string {
  return Type[dataType] ?? `type ${dataType}`;
}

/**
 * The values of an ONNX tensor, whether raw or in typed fields, embedded or external.
 *
 * Float32 values stay in the file's own memory where they are aligned.
 *
 * Refuses other element types, and values that are too few or too many.
 */
export function decodeTensor(proto: TensorProto, external?: ExternalBytes): Known {
  const shape = proto.dims.map(Number);
  const family = familyOf(proto.dataType);
  if (family === undefined) {
    return refuse("its elements must be numbers", typeName(proto.dataType));
  }
  if (proto.segment !== undefined) refuse("it must not be split into segments");
  const size = sizeOf(shape);
  if (shape.some((length) => length < 0) || !Number.isSafeInteger(size)) {
    refuse("its axes must be whole numbers ≥ 0", formatShape(shape));
  }
  const outside = proto.dataLocation === TensorProto_DataLocation.EXTERNAL;
  if (outside && external === undefined) {
    refuse("its values must lie in the model's own file", "another one");
  }
  const bytes = outside && external !== undefined ? external(proto) : proto.rawData;
  const data = outside || bytes.length > 0
    ? fromRaw(proto.dataType, bytes, size)
    : fromFields(proto, size);
  return { kind: "known", family, shape, data, range: rangeOf(proto.dataType) };
}

function fromRaw(dataType: number, bytes: Uint8Array, size: number): Known["data"] {
  if (dataType === Type.INT4 || dataType === Type.UINT4) {
    return nibblesOf(bytes, size, dataType === Type.INT4);
  }
  const width = WIDTH[dataType];
  if (bytes.length !== size * width) {
    refuse(`its values must fill ${size * width} bytes`, `${bytes.length}`);
  }
  // Typed arrays need aligned memory; a copy always begins aligned.
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  switch (dataType) {
    case Type.FLOAT:
      return new Float32Array(buffer as ArrayBuffer, byteOffset, size);
    case Type.DOUBLE:
      return new Float64Array(buffer as ArrayBuffer, byteOffset, size);
    case Type.FLOAT16:
      return Float32Array.from(new Uint16Array(buffer, byteOffset, size), halfToFloat);
    case Type.BFLOAT16:
      return brainToFloat(new Uint16Array(buffer, byteOffset, size));
    case Type.BOOL:
      return Float64Array.from(new Uint8Array(buffer, byteOffset, size), (bit) => bit ? 1 : 0);
    case Type.UINT8:
      return Float64Array.from(new Uint8Array(buffer, byteOffset, size));
    case Type.INT8:
      return Float64Array.from(new Int8Array(buffer, byteOffset, size));
    case Type.UINT16:
      return Float64Array.from(new Uint16Array(buffer, byteOffset, size));
    case Type.INT16:
      return Float64Array.from(new Int16Array(buffer, byteOffset, size));
    case Type.INT32:
      return Float64Array.from(new Int32Array(buffer, byteOffset, size));
    case Type.UINT32:
      return Float64Array.from(new Uint32Array(buffer, byteOffset, size));
    case Type.INT64:
      return wideInts(new BigInt64Array(buffer, byteOffset, size));
    default:
      return wideInts(new BigUint64Array(buffer, byteOffset, size));
  }
}

function wideInts(values: BigInt64Array | BigUint64Array): Float64Array {
  const data = new Float64Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = Number(values[i]);
  return data;
}

function fromFields(proto: TensorProto, size: number): Known["data"] {
  const field = fieldOf(proto);
  if (proto.dataType === Type.INT4 || proto.dataType === Type.UINT4) {
    return nibblesOf(Uint8Array.from(proto.int32Data), size, proto.dataType === Type.INT4);
  }
  if (field.length !== size) {
    refuse(`its shape needs ${size} values`, `${field.length}`);
  }
  switch (proto.dataType) {
    case Type.FLOAT:
      return Float32Array.from(proto.floatData);
    case Type.FLOAT16:
      return Float32Array.from(proto.int32Data, halfToFloat);
    case Type.BFLOAT16:
      return brainToFloat(Uint16Array.from(proto.int32Data));
    default:
      return Float64Array.from(field as readonly (number | bigint)[], Number);
  }
}

function fieldOf(proto: TensorProto): readonly (number | bigint)[] {
  switch (proto.dataType) {
    case Type.FLOAT:
      return proto.floatData;
    case Type.DOUBLE:
      return proto.doubleData;
    case Type.INT64:
      return proto.int64Data;
    case Type.UINT32:
    case Type.UINT64:
      return proto.uint64Data;
    default:
      return proto.int32Data;
  }
}

/** The number whose IEEE 754 half-precision bits these are. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the upper half of a float32. */
function brainToFloat(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
