import { exportOnnx, importOnnx, readOnnxTensor, UnsupportedOpError } from "@snnkit/onnx";
import type { AnnGraph } from "@snnkit/ir";
import { runAnn } from "@snnkit/reference";
import { sizeOf, type Tensor, transpose } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { exceptions } from "./exceptions.ts";
import type { OperatorCase } from "./read_cases.ts";

/** How a test went. */
export interface CaseResult {
  /** The test. */
  readonly name: string;
  /** `"not listed"`: its operator is none that the importer claims to support. */
  readonly status: "passed" | "not listed" | "excepted" | "failed";
  /** Why, where it did not pass. */
  readonly reason: string;
}

/** Operators over a batch; the tests of others take whole samples. */
const BATCHED = /averagepool|maxpool|globalmaxpool|conv|batchnorm|_quantizelinear_axis/;

/** Operators of several activations; the further inputs of others are parameters. */
const SEVERAL = /^test_(add|sub|mul|matmul|concat)/;

/** Float32 sums in another order differ by so much. */
const TOLERANCE = { absolute: 1e-4, relative: 1e-4 };

/**
 * Imports a test's model and compares the reference's outputs with those expected; likewise for
 * what export and import make of the graph. Operators of several activations are also tried with
 * each of them alone calculated and the others constant.
 */
export function checkCase(test: OperatorCase): CaseResult {
  const { name } = test;
  const exception = exceptions.get(name);
  if (exception === undefined && !isListed(test)) return { name, status: "not listed", reason: "" };
  try {
    check(test);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return exception === undefined
      ? { name, status: "failed", reason }
      : { name, status: "excepted", reason: exception };
  }
  if (exception === undefined) return { name, status: "passed", reason: "" };
  return { name, status: "failed", reason: "passes although it is an exception" };
}

/** Whether the importer claims to support every operator of the test, if not every use of it. */
function isListed({ name, model }: OperatorCase): boolean {
  try {
    importOnnx(model, { name });
  } catch (error) {
    if (!(error instanceof UnsupportedOpError)) return true;
    return error.nodes.some((node) => node.reason !== undefined);
  }
  return true;
}

function check({ name, model, inputs, outputs }: OperatorCase): void {
  const values = inputs.map(readOnnxTensor);
  const expected = outputs.map((bytes) => readOnnxTensor(bytes).tensor);
  const batch = BATCHED.test(name) ? "leading" : "none";
  const all = values.map((_, i) => i);
  const choices = !SEVERAL.test(name) ? [[0]] : [all, ...all.map((i) => [i])];
  for (const calculated of choices) {
    const constants = new Map(
      values.filter((_, i) => !calculated.includes(i)).map((value) => [value.name, value.tensor]),
    );
    const { graph, inputs } = importOnnx(model, { name, constants, batch });
    const samples = new Map(inputs.map((input) => {
      const value = values.find((other) => other.name === input.name) ?? values[0];
      return [input.node, value.tensor];
    }));
    compare(graph, samples, expected, batch === "leading");
    if (graph.outputs.every((id) => !isEmpty(graph, id))) {
      compare(importOnnx(exportOnnx(graph)).graph, samples, expected, batch === "leading");
    }
  }
}

function isEmpty(graph: AnnGraph, id: string): boolean {
  return sizeOf(graph.nodes.find((node) => node.id === id)!.shape) === 0;
}

/** Runs the graph on every sample of the batch. */
function compare(
  graph: AnnGraph,
  inputs: ReadonlyMap<string, Tensor>,
  expected: readonly Tensor[],
  batched: boolean,
): void {
  const count = batched ? expected[0].shape[0] : 1;
  for (let sample = 0; sample < count; sample++) {
    const own = (tensor: Tensor): Tensor => batched ? rowOf(tensor, sample) : tensor;
    const bound = new Map(
      graph.nodes.flatMap(({ id, op }) => {
        const given = inputs.get(id);
        if (op.kind !== "input" || given === undefined) return [];
        const value = own(given);
        return [[id, op.sourceLayout === "nhwc" ? transpose(value, [2, 0, 1]) : value]];
      }),
    );
    const results = runAnn(graph, bound);
    graph.outputs.forEach((id, i) => allClose(results.get(id)!, own(expected[i]), TOLERANCE));
  }
}

function rowOf({ shape, data }: Tensor, row: number): Tensor {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return { shape: rest, data: data.subarray(row * size, (row + 1) * size) };
}
