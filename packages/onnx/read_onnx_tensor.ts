import { fromBinary } from "@bufbuild/protobuf";
import type { Tensor } from "@snnkit/tensor";
import { type TensorProto, TensorProtoSchema } from "onnx-buf";
import { decodeTensor } from "./_import/decode_tensor.ts";
import { asTensor } from "./_import/known.ts";
import { NodeProblem } from "./_import/problem.ts";

/** A tensor with the name it has in its file. */
export interface NamedTensor {
  /** `""` where the file does not tell. */
  readonly name: string;
  /** The values, as float32 whatever their type in the file. */
  readonly tensor: Tensor;
}

/**
 * The tensor in a file of one ONNX tensor, such as the test data that models come with
 * (`input_0.pb`, `output_0.pb`).
 *
 * @throws {SyntaxError} Where the bytes are no ONNX tensor of numbers.
 *
 * @example
 * ```ts
 * import { readOnnxTensor } from "@snnkit/onnx";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = Uint8Array.of(8, 2, 16, 1, 34, 8, 0, 0, 128, 63, 0, 0, 0, 64);
 * assertEquals([...readOnnxTensor(bytes).tensor.data], [1, 2]);
 * ```
 */
export function readOnnxTensor(bytes: Uint8Array): NamedTensor {
  try {
    const proto = parse(bytes);
    return { name: proto.name, tensor: asTensor(decodeTensor(proto)) };
  } catch (error) {
    if (!(error instanceof NodeProblem)) throw error;
    throw new SyntaxError(`Cannot read an ONNX tensor as ${error.message}`);
  }
}

function parse(bytes: Uint8Array): TensorProto {
  try {
    return fromBinary(TensorProtoSchema, bytes);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read an ONNX tensor as its bytes must be one: received ${bytes.length} bytes that ` +
        `are no whole protobuf message`,
      { cause },
    );
  }
}
