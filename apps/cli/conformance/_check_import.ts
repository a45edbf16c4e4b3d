import { importOnnx } from "@snnkit/onnx";
import { runAnn } from "@snnkit/reference";
import { createModelRunner } from "@snnkit/runtime";
import { createRandom, type Shape, sizeOf, tensor, transpose } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { floats, makeModel, type ModelParts } from "@snnkit/onnx/testing";

/** A model whose graph must compute what ONNX Runtime makes of the file itself. */
export interface ImportCase extends Omit<ModelParts, "inputs"> {
  /** Shape of one sample of the file's input `x`. */
  readonly sample: Shape;
  /** Length of the batch axis; open unless given. */
  readonly batch?: number;
  /** Kinds of the graph's nodes behind the input, where the test is about them. */
  readonly kinds?: readonly string[];
}

/** Float32 sums in another order differ by so much. */
const TOLERANCE = { absolute: 1e-4, relative: 1e-4 };

/** A weight of random numbers, the same in every run. */
export function weight(name: string, ...shape: number[]): ReturnType<typeof floats> {
  const random = createRandom(shape.reduce((hash, length) => hash * 31 + length, name.length));
  return floats(name, shape, Array.from({ length: sizeOf(shape) }, () => random.normal()));
}

/** Compares the reference on the imported graph with ONNX Runtime on the file. */
export async function checkImport({ sample, batch, kinds, ...parts }: ImportCase): Promise<void> {
  const bytes = makeModel({ ...parts, inputs: { x: [batch ?? "N", ...sample] } });
  const { graph } = importOnnx(bytes);
  if (kinds !== undefined) assertEquals(graph.nodes.slice(1).map(({ op }) => op.kind), kinds);
  const { op } = graph.nodes[0];
  assert(op.kind === "input");
  const random = createRandom(8);
  const count = batch ?? 3;
  const size = sizeOf(sample);
  const values = Float32Array.from({ length: count * size }, () => random.normal());
  await using runner = await createModelRunner(bytes, { sampleShape: sample });
  const expected = [...(await runner.runAll(values)).values()];
  assertEquals(expected.length, graph.outputs.length);
  for (let i = 0; i < count; i++) {
    const value = tensor(sample, values.subarray(i * size, (i + 1) * size));
    const input = op.sourceLayout === "nhwc" ? transpose(value, [2, 0, 1]) : value;
    const results = runAnn(graph, [input]);
    expected.forEach(({ data }, output) => {
      const length = data.length / count;
      const row = data.subarray(i * length, (i + 1) * length);
      allClose(results.get(graph.outputs[output])!.data, row, TOLERANCE);
    });
  }
}
