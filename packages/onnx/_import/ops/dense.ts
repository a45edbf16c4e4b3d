import type { Dense } from "@snnkit/ir";
import { filled, formatShape, type Shape, type Tensor, tensor, transpose } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  emit,
  emitConstant,
  emitReshape,
  fullShape,
  knownOperand,
  knownSample,
  operand,
  refuseMixing,
  type Value,
  withoutBatch,
} from "../call.ts";
import { asTensor, type Known } from "../known.ts";
import { refuse } from "../problem.ts";
import { addKnown } from "./affine.ts";
import { addDynamic } from "./arithmetic.ts";

/** `Gemm`: `alpha · A′ B′ + beta · C`. */
export function importGemm(call: Call): readonly Value[] {
  const { attributes } = call;
  const a = operand(call, 0);
  if (a.kind === "known") return refuse("its input A must be calculated", "a constant");
  const transA = attributes.int("transA", 0) !== 0;
  const transB = attributes.int("transB", 0) !== 0;
  const input = transA ? transposed(call, a, "transposeA") : a;
  const rank = fullShape(call.trace, input).length;
  if (rank !== 2) refuse("its input A must have 2 axes", `${rank}`);

  const factor = knownOperand(call, 1, "input B") ?? refuse("it needs an input B", "none");
  if (factor.shape.length !== 2) refuse("its input B must have 2 axes", formatShape(factor.shape));
  const weight = scaled(
    transB ? asTensor(factor) : transpose(asTensor(factor), [1, 0]),
    attributes.float("alpha", 1),
  );
  const [outputs] = weight.shape;
  const beta = attributes.float("beta", 1);
  const addend = call.inputs[2];
  if (addend === undefined) {
    return [emit(call, { kind: "dense", weight, bias: filled([outputs], 0) }, [input])];
  }
  if (addend.kind === "known") {
    const scaledAddend: Known = { ...addend, data: scaled(asTensor(addend), beta).data };
    const bias = biasOf(scaledAddend, outputs);
    if (bias !== undefined) return [emit(call, { kind: "dense", weight, bias }, [input])];
    const product = emit(call, denseOf(weight), [input], "product");
    return [addKnown(call, product, scaledAddend)];
  }
  const product = emit(call, denseOf(weight), [input], "product");
  const scale = { kind: "affine", scale: tensor([1], [beta]), shift: filled([1], 0) } as const;
  return [addDynamic(call, product, beta === 1 ? addend : emit(call, scale, [addend], "beta"))];
}

/** `MatMul`: a dense layer where a factor is known, else a product of two activations. */
export function importMatMul(call: Call): readonly Value[] {
  const [a, b] = [operand(call, 0), operand(call, 1)];
  if (a.kind === "dynamic" && b.kind === "known" && b.shape.length <= 2) {
    return [timesWeight(call, a, b)];
  }
  if (a.kind === "known" && b.kind === "dynamic" && a.shape.length <= 2) {
    return [weightTimes(call, a, b)];
  }
  return [product(call)];
}

function denseOf(weight: Tensor): Dense {
  return { kind: "dense", weight, bias: filled([weight.shape[0]], 0) };
}

/** `x W` with a known `W`, `[In, Out]` or `[In]`. */
function timesWeight(call: Call, input: Dynamic, factor: Known): Dynamic {
  if (input.sample.length === 0) return refuseMixing();
  const [width, outputs = 1] = factor.shape;
  const weight = transpose(asTensor(factor, [width, outputs]), [1, 0]);
  const output = emit(call, denseOf(weight), [input]);
  return factor.shape.length === 2
    ? output
    : emitReshape(call, output, output.sample.slice(0, -1), "vector");
}

/** `W x` with a known `W`, `[Out, In]` or `[In]`, over the last axis but one of `x`. */
function weightTimes(call: Call, factor: Known, input: Dynamic): Dynamic {
  const width = factor.shape[factor.shape.length - 1];
  const outputs = factor.shape.length === 2 ? factor.shape[0] : 1;
  const weight = asTensor(factor, [outputs, width]);
  if (input.sample.length === 0) return refuseMixing();
  if (input.sample.length === 1) {
    if (input.batched) return refuseMixing();
    const output = emit(call, denseOf(weight), [input]);
    return factor.shape.length === 2 ? output : emitReshape(call, output, [], "vector");
  }
  const turned = transposed(call, input, "transpose");
  const output = transposed(call, emit(call, denseOf(weight), [turned]), "back");
  if (factor.shape.length === 2) return output;
  const shape = output.sample.filter((_, axis) => axis !== output.sample.length - 2);
  return emitReshape(call, output, shape, "vector");
}

/** The product of two activations, leading axes broadcast; vectors get an axis of 1. */
function product(call: Call): Dynamic {
  const fulls = [0, 1].map((i) => fullShape(call.trace, operand(call, i)));
  const rank = Math.max(fulls[0].length, fulls[1].length);
  const factors = [0, 1].map((i) => {
    const value = operand(call, i);
    if (value.kind === "dynamic") return value;
    const other = operand(call, 1 - i);
    const batched = other.kind === "dynamic" && other.batched;
    const known = batched ? knownSample(call, value, rank) : value;
    return { ...emitConstant(call, known, known.shape, `constant${i}`), batched };
  });
  const [a, b] = factors[0].batched === factors[1].batched
    ? factors
    : factors.map((factor) => withoutBatch(call, factor));
  const known = [0, 1].some((i) => operand(call, i).kind === "known");
  if (a.batched && !known && fulls[0].length !== fulls[1].length) return refuseMixing();
  if (a.batched && (a.sample.length < 2 || b.sample.length < 2)) return refuseMixing();
  const left = a.sample.length === 1 ? emitReshape(call, a, [1, ...a.sample], "row") : a;
  const right = b.sample.length === 1 ? emitReshape(call, b, [...b.sample, 1], "column") : b;
  const output = emit(call, { kind: "matMul" }, [left, right]);
  const shape: Shape = output.sample.filter((_, axis) =>
    !(a.sample.length === 1 && axis === output.sample.length - 2) &&
    !(b.sample.length === 1 && axis === output.sample.length - 1)
  );
  return emitReshape(call, output, shape, "vector");
}

/** The last two axes of a sample exchanged. */
function transposed(call: Call, input: Dynamic, part: string): Dynamic {
  const rank = input.sample.length;
  if (rank < 2) return refuseMixing();
  const order = input.sample.map((_, axis) => axis);
  [order[rank - 2], order[rank - 1]] = [rank - 1, rank - 2];
  return emit(call, { kind: "transpose", order }, [input], part);
}

function scaled(source: Tensor, factor: number): Tensor {
  return factor === 1 ? source : tensor(source.shape, source.data.map((value) => value * factor));
}

/** `C` as one number an output, where all its rows are alike. */
function biasOf(addend: Known, outputs: number): Tensor | undefined {
  const perOutput = addend.shape.slice(0, -1).every((length) => length === 1);
  const width = addend.shape.at(-1) ?? 1;
  if (!perOutput || (width !== 1 && width !== outputs)) return undefined;
  return width === outputs ? asTensor(addend, [outputs]) : filled([outputs], addend.data[0]);
}
