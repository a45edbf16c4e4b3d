import type { AnnGraph, AnnOp, FakeQuantise } from "./ann_op.ts";
import { graphProblems, label } from "./_graph_problems.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { ANN_KINDS } from "./_kinds.ts";

/**
 * Check that a graph is a well-formed trained network.
 *
 * Ids are unique; every node stands after what it reads, reads as many nodes as its operation
 * wants, and has the shape that {@linkcode inferShape} gives; tensors are finite; a variance plus
 * its ε is positive; bounds and slopes are numbers; scales of levels are positive and their bounds
 * whole numbers around the zero point; outputs exist.
 *
 * @throws {InvalidGraphError} Listing every violation.
 *
 * @example
 * ```ts
 * import { InvalidGraphError, verifyAnn } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertThrows } from "@std/assert";
 *
 * verifyAnn(tinyConvNet());
 * assertThrows(() => verifyAnn({ ...tinyConvNet(), outputs: ["lost"] }), InvalidGraphError, "lost");
 * ```
 */
export function verifyAnn(graph: AnnGraph): void {
  const problems = graphProblems(graph, "ANN", ANN_KINDS);
  for (const node of graph.nodes) {
    for (const problem of attributeProblems(node.op)) problems.push(`${label(node)} ${problem}`);
  }
  if (problems.length > 0) throw new InvalidGraphError(graph.name, problems);
}

function attributeProblems(op: AnnOp): string[] {
  switch (op.kind) {
    case "batchNorm": {
      const at = op.variance.data.findIndex((value) => !(value >= 0 && value + op.epsilon > 0));
      if (at < 0 && op.epsilon >= 0) return [];
      return [
        `must have a variance ≥ 0 and an epsilon ≥ 0 whose sum is > 0: received ` +
        `${op.variance.data[Math.max(at, 0)]} at ${Math.max(at, 0)} and ${op.epsilon}`,
      ];
    }
    case "clip":
      if (!Number.isNaN(op.min) && !Number.isNaN(op.max)) return [];
      return [`must have numbers as bounds: received ${op.min} and ${op.max}`];
    case "fakeQuantise":
      return roundingProblems(op);
    case "leakyRelu":
      return Number.isFinite(op.slope) ? [] : [`must have a finite slope: received ${op.slope}`];
    case "pad":
      return Number.isNaN(op.value) ? [`must pad with a number: received ${op.value}`] : [];
    default:
      return [];
  }
}

function roundingProblems({ scale, zeroPoint, min, max }: FakeQuantise): string[] {
  const problems: string[] = [];
  const small = scale.data.find((value) => !(value > 0));
  if (small !== undefined) problems.push(`must have a scale > 0: received ${small}`);
  const isBound = (value: number): boolean =>
    Number.isInteger(value) || Math.abs(value) === Infinity;
  if (!isBound(min) || !isBound(max) || !(min < max)) {
    problems.push(`must have whole numbers min < max, or infinite: received ${min} and ${max}`);
  }
  const outside = zeroPoint.data.find((z) => !(Number.isInteger(z) && z >= min && z <= max));
  if (outside !== undefined) {
    problems.push(`must have a whole zero point of ${min} … ${max}: received ${outside}`);
  }
  return problems;
}
