import type { Tensor } from "@snnkit/tensor";
import type { Tensor as OrtTensor } from "onnxruntime-web";
import type { OrtModule } from "./ort_module.ts";

/** Whether a model's input or output of this element type can be handed over as numbers. */
export function isNumeric(type: string): boolean {
  return type in ARRAYS;
}

/** Hand numbers to ONNX Runtime as the element type that the model wants. */
export function toOrt(ort: OrtModule, type: string, { shape, data }: Tensor): OrtTensor {
  return ARRAYS[type](ort, data, shape);
}

/** Fetch an output as float32, whatever numbers the model made. */
export async function fromOrt(value: OrtTensor): Promise<Tensor> {
  const data = await value.getData(true);
  return {
    shape: value.dims,
    data: data instanceof Float32Array ? data : Float32Array.from(data as Iterable<number>, Number),
  };
}

type Make = (ort: OrtModule, data: Float32Array, shape: readonly number[]) => OrtTensor;

/** How each numeric element type is made; the names and arrays are ONNX Runtime's. */
const ARRAYS: Readonly<Record<string, Make>> = {
  float32: ({ Tensor }, data, shape) => new Tensor("float32", data, shape),
  float64: ({ Tensor }, data, shape) => new Tensor("float64", Float64Array.from(data), shape),
  int8: ({ Tensor }, data, shape) => new Tensor("int8", Int8Array.from(data), shape),
  uint8: ({ Tensor }, data, shape) => new Tensor("uint8", Uint8Array.from(data), shape),
  int16: ({ Tensor }, data, shape) => new Tensor("int16", Int16Array.from(data), shape),
  uint16: ({ Tensor }, data, shape) => new Tensor("uint16", Uint16Array.from(data), shape),
  int32: ({ Tensor }, data, shape) => new Tensor("int32", Int32Array.from(data), shape),
  uint32: ({ Tensor }, data, shape) => new Tensor("uint32", Uint32Array.from(data), shape),
  int64: ({ Tensor }, data, shape) =>
    new Tensor("int64", BigInt64Array.from([...data], BigInt), shape),
  uint64: ({ Tensor }, data, shape) =>
    new Tensor("uint64", BigUint64Array.from([...data], BigInt), shape),
  bool: ({ Tensor }, data, shape) =>
    new Tensor("bool", Uint8Array.from(data, (value) => value === 0 ? 0 : 1), shape),
};
