import { formatShape, type Shape } from "@snnkit/tensor";
import {
  type Call,
  dynamicOperand,
  emit,
  fullShape,
  intsOperand,
  operand,
  refuseMixing,
  type Value,
  withoutBatch,
} from "../call.ts";
import { knownInts } from "../known.ts";
import { refuse } from "../problem.ts";
import { emitView, flattened, reshapeTarget, squeezed, unsqueezed } from "../view.ts";

/**
 * What `Reshape`, `Flatten`, `Squeeze` and `Unsqueeze` make of a shape, batch axis included.
 * Axes are attributes before opset 13, inputs since.
 */
export function viewShape(call: Call): Shape {
  const shape = fullShape(call.trace, operand(call, 0));
  const { attributes, opType } = call;
  switch (opType) {
    case "Reshape": {
      const asked = intsOperand(call, 1, "new shape") ?? refuse("it needs a new shape", "none");
      return reshapeTarget(shape, asked, attributes.int("allowzero", 0) !== 0);
    }
    case "Flatten":
      return flattened(shape, attributes.int("axis", 1));
    case "Squeeze":
      return squeezed(shape, axesOf(call));
    default:
      return unsqueezed(shape, axesOf(call) ?? refuse("it needs axes", "none"));
  }
}

/** `Reshape`, `Flatten`, `Squeeze`, `Unsqueeze`. */
export function importView(call: Call): readonly Value[] {
  return [emitView(call, dynamicOperand(call, 0), viewShape(call))];
}

/** Axes, from the attribute or input 1; undefined where neither is given. */
export function axesOf(call: Call): readonly number[] | undefined {
  return call.attributes.ints("axes") ?? intsOperand(call, 1, "axes");
}

/** The permutation of `Transpose`; reversed axes where absent. */
export function orderOf(call: Call, rank: number): readonly number[] {
  const order = call.attributes.ints("perm") ??
    Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (
    [...order].sort((a, b) => a - b).join() !== Array.from({ length: rank }, (_, i) => i).join()
  ) {
    refuse(`its attribute "perm" must be a permutation of ${rank} axes`, formatShape(order));
  }
  return order;
}

/** `Transpose`. */
export function importTranspose(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const order = orderOf(call, fullShape(call.trace, x).length);
  if (!x.batched) return [emit(call, { kind: "transpose", order }, [x])];
  if (order[0] === 0) {
    const sample = order.slice(1).map((axis) => axis - 1);
    return [emit(call, { kind: "transpose", order: sample }, [x])];
  }
  if (call.trace.batch !== 1) return refuseMixing();
  return [emit(call, { kind: "transpose", order }, [withoutBatch(call, x)])];
}

/** `Identity`. */
export function importIdentity(call: Call): readonly Value[] {
  return [operand(call, 0)];
}

/** `Shape`: what the trace knows, from axis `start` to `end`. */
export function importShape(call: Call): readonly Value[] {
  const shape = fullShape(call.trace, operand(call, 0));
  const start = call.attributes.int("start", 0);
  const end = call.attributes.int("end", shape.length);
  const part = shape.slice(start, end);
  return [knownInts([part.length], part)];
}

/** `Size`. */
export function importSize(call: Call): readonly Value[] {
  const shape = fullShape(call.trace, operand(call, 0));
  return [knownInts([], [shape.reduce((product, length) => product * length, 1)])];
}
