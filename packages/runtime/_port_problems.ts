import { formatShape, type Shape, type Tensor } from "@snnkit/tensor";
import { isNumeric } from "./_ort_tensor.ts";
import type { Port } from "./session.ts";

/** What is wrong with the inputs given, as clauses of one sentence. */
export function inputProblems(
  ports: readonly Port[],
  given: ReadonlyMap<string, Tensor>,
): string[] {
  const problems: string[] = [];
  for (const { name, type, shape } of ports) {
    const tensor = given.get(name);
    if (!isNumeric(type)) {
      problems.push(`its input "${name}" must hold numbers: it holds ${type}`);
    } else if (tensor === undefined) {
      problems.push(`its input "${name}" must be given: received ${list(given.keys())}`);
    } else if (!fits(tensor.shape, shape)) {
      const received = formatShape(tensor.shape);
      problems.push(`its input "${name}" must be [${shape.join(", ")}]: received ${received}`);
    }
  }
  const names = ports.map((port) => port.name);
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    problems.push(`its inputs are ${list(names)} only: received "${name}"`);
  }
  return problems;
}

/** What is wrong with the outputs wanted, as clauses of one sentence. */
export function outputProblems(ports: readonly Port[], wanted: readonly string[]): string[] {
  const types = new Map(ports.map((port) => [port.name, port.type]));
  return wanted.flatMap((name) => {
    const type = types.get(name);
    if (type === undefined) return [`its outputs are ${list(types.keys())} only: wanted "${name}"`];
    return isNumeric(type) ? [] : [`its output "${name}" must hold numbers: it holds ${type}`];
  });
}

/** Whether a shape has the lengths that are fixed. A model may leave even the rank open. */
function fits(shape: Shape, expected: Port["shape"]): boolean {
  return expected.length === 0 || shape.length === expected.length &&
      expected.every((length, axis) => typeof length === "string" || length === shape[axis]);
}

function list(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(", ") || "none";
}
