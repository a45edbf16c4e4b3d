import { formatShape } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  emit,
  emitConstant,
  fullShape,
  knownSample,
  operand,
  refuseMixing,
  sampleAxis,
  type Value,
  withoutBatch,
} from "../call.ts";
import { refuse } from "../problem.ts";

/** `Concat` of activations, constants among them. */
export function importConcat(call: Call): readonly Value[] {
  const values = call.inputs.map((_, i) => operand(call, i));
  const model = values.find((value): value is Dynamic => value.kind === "dynamic");
  if (model === undefined) return refuse("it needs an input that is calculated", "constants only");
  if (!call.attributes.has("axis")) refuse(`it needs an attribute "axis"`, "none");
  const rank = fullShape(call.trace, model).length;
  for (const value of values) {
    const shape = fullShape(call.trace, value);
    if (shape.length !== rank) refuse(`its inputs must all have ${rank} axes`, formatShape(shape));
  }
  const apart = values.every((value) => value.kind === "known" || value.batched === model.batched);
  const parts = values.map((value, i): Dynamic => {
    if (value.kind === "dynamic") return apart ? value : withoutBatch(call, value);
    const known = model.batched && apart ? knownSample(call, value, rank) : value;
    return emitConstant(call, known, known.shape, `constant${i}`);
  });
  const batched = model.batched && apart;
  const axis = sampleAxis(call, { ...parts[0], batched }, call.attributes.int("axis", 0));
  if (batched && values.some((v) => v.kind === "known" && v.shape[0] !== call.trace.batch)) {
    return refuseMixing();
  }
  return [{ ...emit(call, { kind: "concat", axis }, parts), batched, family: model.family }];
}
