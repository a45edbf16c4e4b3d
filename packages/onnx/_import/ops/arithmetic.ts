import { broadcastShapes } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  emit,
  fullShape,
  operand,
  refuseMixing,
  type Value,
} from "../call.ts";
import { type Known, knownFloats } from "../known.ts";
import { refuse, unsupported } from "../problem.ts";
import { addKnown, divideKnown, multiplyKnown, subtractKnown } from "./affine.ts";

/** `Add`, and `Sum` of any number of operands. */
export function importAdd(call: Call): readonly Value[] {
  const values = call.inputs.map((_, i) => operand(call, i));
  // Activations first: constants then only shift the sum.
  const dynamic = values.filter((value): value is Dynamic => value.kind === "dynamic");
  const known = values.filter((value): value is Known => value.kind === "known");
  if (dynamic.length === 0) refuse("it needs an input that is calculated", "constants only");
  const steps = [...dynamic.slice(1), ...known];
  let sum = dynamic[0];
  steps.forEach((value, i) => {
    const last = i === steps.length - 1;
    const step: Call = last ? call : { ...call, id: `${call.id}:term${i + 1}` };
    sum = value.kind === "known" ? addKnown(step, sum, value) : addDynamic(step, sum, value);
  });
  return [sum];
}

/** `a + b` of two activations. */
export function addDynamic(call: Call, a: Dynamic, b: Dynamic): Dynamic {
  return binary(call, "add", a, b);
}

/** `Sub`. */
export function importSub(call: Call): readonly Value[] {
  const [a, b] = [operand(call, 0), operand(call, 1)];
  if (a.kind === "dynamic" && b.kind === "dynamic") return [binary(call, "sub", a, b)];
  if (a.kind === "dynamic" && b.kind === "known") return [subtractKnown(call, a, b, false)];
  if (a.kind === "known" && b.kind === "dynamic") return [subtractKnown(call, b, a, true)];
  return refuse("it needs an input that is calculated", "constants only");
}

/** `Mul`. */
export function importMul(call: Call): readonly Value[] {
  const [a, b] = [operand(call, 0), operand(call, 1)];
  if (a.kind === "dynamic" && b.kind === "dynamic") return [binary(call, "mul", a, b)];
  if (a.kind === "dynamic" && b.kind === "known") return [multiplyKnown(call, a, b)];
  if (a.kind === "known" && b.kind === "dynamic") return [multiplyKnown(call, b, a)];
  return refuse("it needs an input that is calculated", "constants only");
}

/** `Div`; whole numbers would be rounded, which the IR does not do. */
export function importDiv(call: Call): readonly Value[] {
  const [a, b] = [operand(call, 0), operand(call, 1)];
  if ([a, b].every(({ family }) => family !== "float")) unsupported("a division of whole numbers");
  if (a.kind === "dynamic" && b.kind === "dynamic") return [binary(call, "div", a, b)];
  if (a.kind === "dynamic" && b.kind === "known") return [divideKnown(call, a, b, false)];
  if (a.kind === "known" && b.kind === "dynamic") return [divideKnown(call, b, a, true)];
  return refuse("it needs an input that is calculated", "constants only");
}

/** `Neg`. */
export function importNeg(call: Call): readonly Value[] {
  const x = operand(call, 0);
  if (x.kind === "known") return refuse("it needs an input that is calculated", "a constant");
  return [multiplyKnown(call, x, knownFloats([], [-1]))];
}

/**
 * A binary operation of two activations. Their batch axes must meet; where a file is fixed to a
 * batch of one, an axis of 1 meets anything.
 */
function binary(
  call: Call,
  kind: "add" | "sub" | "mul" | "div",
  a: Dynamic,
  b: Dynamic,
): Dynamic {
  const { trace } = call;
  const [left, right] = [fullShape(trace, a), fullShape(trace, b)];
  if ((a.batched || b.batched) && trace.batch !== 1) {
    if (a.batched !== b.batched || left.length !== right.length) refuseMixing();
  }
  const output = emit(call, { kind }, [a, b]);
  const rank = broadcastShapes(left, right).length;
  return { ...output, batched: rank === output.sample.length + 1 };
}
