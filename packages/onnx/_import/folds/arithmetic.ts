import { broadcastIndex, broadcastShapes, type Shape } from "@snnkit/tensor";
import { type Call, knownOperand, type Value } from "../call.ts";
import { emptyLike, type Family, type Known } from "../known.ts";
import { refuse } from "../problem.ts";

/** Imports a node whose operands are all known. */
export type Fold = (call: Call) => readonly Known[];

/** A function of two numbers, applied to all pairs that broadcasting makes. */
export function pairwise(
  apply: (a: number, b: number, family: Family) => number,
  result?: Family,
): Fold {
  return (call) => {
    const values = knownOperands(call);
    if (values.length === 1) return values;
    return [values.reduce((a, b) => combine(a, b, apply, result))];
  };
}

/** A function of one number. */
export function single(apply: (value: number) => number, result?: Family): Fold {
  return (call) => {
    const x = knownAt(call, 0);
    const data = emptyLike(x.shape, x);
    for (let i = 0; i < data.length; i++) data[i] = apply(x.data[i]);
    return [{ ...x, family: result ?? x.family, data }];
  };
}

/** Quotient; of whole numbers it is cut towards 0. */
export function divide(a: number, b: number, family: Family): number {
  if (family === "float") return a / b;
  return b === 0 ? refuse("whole numbers cannot be divided by 0") : Math.trunc(a / b);
}

/** `Mod`: with the divisor's sign, or with the dividend's where `fmod` is set. */
export function foldMod(call: Call): readonly Known[] {
  const truncated = call.attributes.int("fmod", 0) !== 0;
  return pairwise((a, b, family) => {
    if (b === 0 && family !== "float") refuse("whole numbers cannot be divided by 0");
    return truncated ? a % b : a - b * Math.floor(a / b);
  })(call);
}

/** `Where`: the second operand where the first is true, else the third. */
export function foldWhere(call: Call): readonly Known[] {
  const [condition, yes, no] = [0, 1, 2].map((i) => knownAt(call, i));
  const shape = broadcast(broadcast(condition.shape, yes.shape), no.shape);
  const data = emptyLike(shape, yes, no);
  const [c, y, n] = [condition, yes, no].map((known) => broadcastIndex(known.shape, shape));
  for (let i = 0; i < data.length; i++) {
    data[i] = condition.data[c[i]] !== 0 ? yes.data[y[i]] : no.data[n[i]];
  }
  return [{ kind: "known", family: yes.family, shape, data }];
}

/** The numbers of one operand, which must be there. */
export function knownAt(call: Call, i: number): Known {
  return knownOperand(call, i, `input ${i}`) ?? refuse(`it needs an input ${i}`, "none");
}

/** All operands. */
export function knownOperands(call: Call): readonly Known[] {
  const values: readonly (Value | undefined)[] = call.inputs;
  return values.map((_, i) => knownAt(call, i));
}

/** The shape that holds both. */
export function broadcast(a: Shape, b: Shape): Shape {
  try {
    return broadcastShapes(a, b);
  } catch (error) {
    return refuse((error as Error).message.replace(/^Cannot broadcast shapes as /, ""));
  }
}

function combine(
  a: Known,
  b: Known,
  apply: (a: number, b: number, family: Family) => number,
  result: Family | undefined,
): Known {
  const shape = broadcast(a.shape, b.shape);
  const data = emptyLike(shape, a, b);
  const left = broadcastIndex(a.shape, shape);
  const right = broadcastIndex(b.shape, shape);
  for (let i = 0; i < data.length; i++) {
    data[i] = apply(a.data[left[i]], b.data[right[i]], a.family);
  }
  return { kind: "known", family: result ?? a.family, shape, data };
}
