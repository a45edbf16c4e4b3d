import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { readOnnxTensor } from "./read_onnx_tensor.ts";

const Type = TensorProto_DataType;

function read(init: MessageInitShape<typeof TensorProtoSchema>): readonly number[] {
  const bytes = toBinary(TensorProtoSchema, create(TensorProtoSchema, init));
  return [...readOnnxTensor(bytes).tensor.data];
}

function raw(
  ...values: readonly (Float32Array | Uint16Array | BigInt64Array)[]
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values[0].buffer as ArrayBuffer);
}

Deno.test("readOnnxTensor() reads every element type from typed fields", () => {
  const dims = [3n];
  assertEquals(read({ dims, dataType: Type.FLOAT, floatData: [1.5, -2, 0] }), [1.5, -2, 0]);
  assertEquals(read({ dims, dataType: Type.DOUBLE, doubleData: [1.5, -2, 0] }), [1.5, -2, 0]);
  assertEquals(read({ dims, dataType: Type.INT64, int64Data: [5n, -7n, 0n] }), [5, -7, 0]);
  assertEquals(read({ dims, dataType: Type.UINT64, uint64Data: [5n, 7n, 0n] }), [5, 7, 0]);
  assertEquals(read({ dims, dataType: Type.UINT32, uint64Data: [5n, 7n, 0n] }), [5, 7, 0]);
  for (const dataType of [Type.INT32, Type.INT16, Type.INT8]) {
    assertEquals(read({ dims, dataType, int32Data: [5, -7, 0] }), [5, -7, 0]);
  }
  for (const dataType of [Type.UINT16, Type.UINT8]) {
    assertEquals(read({ dims, dataType, int32Data: [5, 7, 0] }), [5, 7, 0]);
  }
  assertEquals(read({ dims, dataType: Type.BOOL, int32Data: [1, 0, 1] }), [1, 0, 1]);
});

Deno.test("readOnnxTensor() reads every element type from raw bytes", () => {
  const cases: readonly (readonly [TensorProto_DataType, ArrayBufferView, readonly number[]])[] = [
    [Type.FLOAT, Float32Array.of(1.5, -2), [1.5, -2]],
    [Type.DOUBLE, Float64Array.of(1.5, -2), [1.5, -2]],
    [Type.INT64, BigInt64Array.of(5n, -7n), [5, -7]],
    [Type.UINT64, BigUint64Array.of(5n, 7n), [5, 7]],
    [Type.INT32, Int32Array.of(5, -7), [5, -7]],
    [Type.UINT32, Uint32Array.of(5, 2 ** 31), [5, 2 ** 31]],
    [Type.INT16, Int16Array.of(5, -7), [5, -7]],
    [Type.UINT16, Uint16Array.of(5, 65535), [5, 65535]],
    [Type.INT8, Int8Array.of(5, -7), [5, -7]],
    [Type.UINT8, Uint8Array.of(5, 255), [5, 255]],
    [Type.BOOL, Uint8Array.of(0, 1), [0, 1]],
    [Type.FLOAT16, Uint16Array.of(0x3e00, 0xc000), [1.5, -2]],
    [Type.BFLOAT16, Uint16Array.of(0x3fc0, 0xc000), [1.5, -2]],
  ];
  for (const [dataType, values, expected] of cases) {
    const rawData = new Uint8Array(values.buffer as ArrayBuffer);
    assertEquals(read({ dims: [2n], dataType, rawData }), expected, Type[dataType]);
  }
});

Deno.test("readOnnxTensor() reads half precision at its edges", () => {
  const halves = [0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00];
  const expected = [0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, Infinity, -Infinity, NaN];
  const dims = [BigInt(halves.length)];
  const rawData = raw(Uint16Array.from(halves));
  assertEquals(read({ dims, dataType: Type.FLOAT16, rawData }), expected);
  assertEquals(read({ dims, dataType: Type.FLOAT16, int32Data: halves }), expected);
});

Deno.test("readOnnxTensor() reads scalars and tensors without values", () => {
  assertEquals(read({ dims: [], dataType: Type.FLOAT, floatData: [7] }), [7]);
  assertEquals(read({ dims: [0n, 3n], dataType: Type.FLOAT }), []);
});

Deno.test("readOnnxTensor() refuses what is no dense tensor of numbers", () => {
  const cases: readonly (readonly [MessageInitShape<typeof TensorProtoSchema>, string])[] = [
    [{ dims: [1n], dataType: Type.STRING }, "its elements must be numbers: received STRING"],
    [{ dims: [1n], dataType: 99 }, "received type 99"],
    [{ dims: [3n], dataType: Type.FLOAT, floatData: [1] }, "its shape needs 3 values: received 1"],
    [
      { dims: [2n], dataType: Type.FLOAT, rawData: new Uint8Array(7) },
      "must fill 8 bytes: received 7",
    ],
    [{ dims: [-1n], dataType: Type.FLOAT }, "its axes must be whole numbers ≥ 0: received [-1]"],
    [{ dims: [2n ** 40n, 2n ** 40n], dataType: Type.FLOAT }, "its axes must be"],
    [{ dims: [1n], dataType: Type.FLOAT, dataLocation: 1 }, "must lie in the model's own file"],
    [{ dims: [1n], dataType: Type.FLOAT, segment: {} }, "must not be split"],
  ];
  for (const [init, expected] of cases) {
    const error = assertThrows(() => read(init), SyntaxError, expected);
    assert(error.message.startsWith("Cannot read an ONNX tensor as"), error.message);
  }
  assertThrows(() => readOnnxTensor(Uint8Array.of(10)), SyntaxError, "no whole protobuf message");
});
