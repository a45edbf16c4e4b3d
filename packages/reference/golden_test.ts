import type { AnnOp, Input } from "@snnkit/ir";
import { allClose } from "@snnkit/testkit";
import { type Shape, type Tensor, tensor } from "@snnkit/tensor";
import conv2d from "./testdata/conv2d.json" with { type: "json" };
import convTranspose2d from "./testdata/conv_transpose2d.json" with { type: "json" };
import pad from "./testdata/pad.json" with { type: "json" };
import pooling from "./testdata/pooling.json" with { type: "json" };
import softmax from "./testdata/softmax.json" with { type: "json" };
import { evaluateOp } from "./evaluate_op.ts";

/** A tensor as `tools/gen_golden.py` writes it. */
interface PlainTensor {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** What ONNX Runtime computed. */
interface GoldenCase {
  readonly name: string;
  readonly op: Readonly<Record<string, unknown>>;
  readonly inputs: readonly PlainTensor[];
  readonly output: PlainTensor;
}

const toTensor = ({ shape, data }: PlainTensor): Tensor => tensor(shape, data);

/** An operation read from JSON, its tensors in their typed form. */
function toOp(op: GoldenCase["op"]): Exclude<AnnOp, Input> {
  const attributes = Object.entries(op).map(([name, value]) => {
    const isPlainTensor = typeof value === "object" && value !== null && "data" in value;
    return [name, isPlainTensor ? toTensor(value as PlainTensor) : value];
  });
  return Object.fromEntries(attributes);
}

for (const { made, cases } of [conv2d, convTranspose2d, pooling, softmax, pad]) {
  for (const { name, op, inputs, output } of cases as readonly GoldenCase[]) {
    Deno.test(`evaluateOp() agrees with ONNX Runtime ${made.onnxruntime}: ${op.kind}, ${name}`, () => {
      const actual = evaluateOp(toOp(op), inputs.map(toTensor));
      // ONNX Runtime sums in float32, the reference in float64.
      allClose(actual, toTensor(output), { absolute: 1e-5, relative: 1e-5 });
    });
  }
}
