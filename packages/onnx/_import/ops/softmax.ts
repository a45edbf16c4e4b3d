import { sizeOf } from "@snnkit/tensor";
import {
  type Call,
  dynamicOperand,
  emit,
  emitReshape,
  fullShape,
  type Handler,
  normaliseAxis,
  refuseMixing,
  sampleAxis,
  type Value,
} from "../call.ts";

/**
 * `Softmax` and `LogSoftmax`. Since opset 13 they work along one axis, the last by default; before,
 * along all axes from the given one on, the second by default, as if these were one.
 */
export function softmax(kind: "softmax" | "logSoftmax"): Handler {
  return (call) => call.trace.opset >= 13 ? alongAxis(call, kind) : alongRest(call, kind);
}

function alongAxis(call: Call, kind: "softmax" | "logSoftmax"): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const axis = sampleAxis(call, x, call.attributes.int("axis", -1));
  return [emit(call, { kind, axis }, [x])];
}

function alongRest(call: Call, kind: "softmax" | "logSoftmax"): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const rank = fullShape(call.trace, x).length;
  const first = normaliseAxis(call.attributes.int("axis", 1), rank);
  if (x.batched && first === 0) return refuseMixing();
  const axis = x.batched ? first - 1 : first;
  if (axis === x.sample.length - 1) return [emit(call, { kind, axis }, [x])];
  const rows = [sizeOf(x.sample.slice(0, axis)), sizeOf(x.sample.slice(axis))];
  const output = emit(call, { kind, axis: 1 }, [emitReshape(call, x, rows, "rows")]);
  return [emitReshape(call, output, x.sample, "shape")];
}
