import { roundHalfEven } from "@snnkit/tensor";
import type { Handler } from "./call.ts";
import { divide, type Fold, foldMod, foldWhere, pairwise, single } from "./folds/arithmetic.ts";
import {
  foldConcat,
  foldExpand,
  foldGather,
  foldRange,
  foldSlice,
  foldSplit,
  foldTile,
  foldTranspose,
  foldView,
  reduction,
} from "./folds/structure.ts";
import {
  elementwise,
  importClip,
  importHardSigmoid,
  importHardSwish,
  importLeakyRelu,
  importPRelu,
} from "./ops/activation.ts";
import { importAdd, importDiv, importMul, importNeg, importSub } from "./ops/arithmetic.ts";
import { importConcat } from "./ops/concat.ts";
import { importCast, importConstant, importConstantOfShape, importExpand } from "./ops/constant.ts";
import { importConv, importConvTranspose } from "./ops/conv.ts";
import { importGemm, importMatMul } from "./ops/dense.ts";
import { importBatchNorm, importDropout } from "./ops/normalise.ts";
import { importPad } from "./ops/pad.ts";
import {
  importAveragePool,
  importGlobalAveragePool,
  importGlobalMaxPool,
  importMaxPool,
} from "./ops/pool.ts";
import {
  foldDequantizeLinear,
  foldQuantizeLinear,
  importDequantizeLinear,
  importQuantizeLinear,
  importRound,
} from "./ops/quantise.ts";
import { importQLinearConv, importQLinearMatMul } from "./ops/quantised_layer.ts";
import { importReduceMax, importReduceMean, importReduceSum } from "./ops/reduce.ts";
import { importResize } from "./ops/resize.ts";
import { importDepthToSpace, importSpaceToDepth } from "./ops/shuffle.ts";
import { importGather, importSlice, importSplit } from "./ops/slice.ts";
import { softmax } from "./ops/softmax.ts";
import {
  importIdentity,
  importShape,
  importSize,
  importTranspose,
  importView,
} from "./ops/structure.ts";

/** How an ONNX operator is imported. */
export interface Operator {
  /** First opset whose definition the importer follows. */
  readonly since: number;
  /** Makes graph nodes; absent where the operator only serves calculations of known values. */
  readonly handle?: Handler;
  /** Calculates at import, where all operands are known. */
  readonly fold?: Fold;
}

const bool = (value: boolean): number => value ? 1 : 0;

/** Every ONNX operator that can be imported. */
export const operators: Readonly<Record<string, Operator>> = {
  Add: { since: 7, handle: importAdd, fold: pairwise((a, b) => a + b) },
  AveragePool: { since: 1, handle: importAveragePool },
  BatchNormalization: { since: 7, handle: importBatchNorm },
  Cast: { since: 6, handle: importCast },
  Clip: { since: 6, handle: importClip },
  Concat: { since: 4, handle: importConcat, fold: foldConcat },
  Constant: { since: 1, handle: importConstant },
  ConstantOfShape: { since: 9, handle: importConstantOfShape },
  Conv: { since: 1, handle: importConv },
  ConvTranspose: { since: 1, handle: importConvTranspose },
  DepthToSpace: { since: 1, handle: importDepthToSpace },
  DequantizeLinear: { since: 10, handle: importDequantizeLinear, fold: foldDequantizeLinear },
  Div: { since: 7, handle: importDiv, fold: pairwise(divide) },
  Dropout: { since: 7, handle: importDropout },
  Expand: { since: 8, handle: importExpand, fold: foldExpand },
  Flatten: { since: 1, handle: importView, fold: foldView },
  Gather: { since: 1, handle: importGather, fold: foldGather },
  Gemm: { since: 7, handle: importGemm },
  GlobalAveragePool: { since: 1, handle: importGlobalAveragePool },
  GlobalMaxPool: { since: 1, handle: importGlobalMaxPool },
  HardSigmoid: { since: 6, handle: importHardSigmoid },
  HardSwish: { since: 14, handle: importHardSwish },
  Identity: { since: 1, handle: importIdentity },
  LeakyRelu: { since: 6, handle: importLeakyRelu },
  LogSoftmax: { since: 1, handle: softmax("logSoftmax") },
  MatMul: { since: 1, handle: importMatMul },
  MaxPool: { since: 1, handle: importMaxPool },
  Mul: { since: 7, handle: importMul, fold: pairwise((a, b) => a * b) },
  Neg: { since: 6, handle: importNeg, fold: single((x) => -x) },
  PRelu: { since: 7, handle: importPRelu },
  Pad: { since: 2, handle: importPad },
  QLinearConv: { since: 10, handle: importQLinearConv },
  QLinearMatMul: { since: 10, handle: importQLinearMatMul },
  QuantizeLinear: { since: 10, handle: importQuantizeLinear, fold: foldQuantizeLinear },
  ReduceMax: {
    since: 1,
    handle: importReduceMax,
    fold: reduction(-Infinity, (max, x) => Math.max(max, x)),
  },
  ReduceMean: {
    since: 1,
    handle: importReduceMean,
    fold: reduction(0, (sum, x) => sum + x, (sum, count) => sum / count),
  },
  ReduceSum: { since: 1, handle: importReduceSum, fold: reduction(0, (sum, x) => sum + x) },
  Relu: { since: 6, handle: elementwise("relu") },
  Reshape: { since: 5, handle: importView, fold: foldView },
  Resize: { since: 10, handle: importResize },
  Round: { since: 11, handle: importRound, fold: single(roundHalfEven) },
  Shape: { since: 1, handle: importShape },
  Sigmoid: { since: 6, handle: elementwise("sigmoid") },
  Size: { since: 1, handle: importSize },
  Slice: { since: 1, handle: importSlice, fold: foldSlice },
  Softmax: { since: 1, handle: softmax("softmax") },
  SpaceToDepth: { since: 1, handle: importSpaceToDepth },
  Split: { since: 2, handle: importSplit, fold: foldSplit },
  Squeeze: { since: 1, handle: importView, fold: foldView },
  Sub: { since: 7, handle: importSub, fold: pairwise((a, b) => a - b) },
  Sum: { since: 6, handle: importAdd, fold: pairwise((a, b) => a + b) },
  Tanh: { since: 6, handle: elementwise("tanh") },
  Transpose: { since: 1, handle: importTranspose, fold: foldTranspose },
  Unsqueeze: { since: 1, handle: importView, fold: foldView },
  Upsample: { since: 7, handle: importResize },

  Abs: { since: 6, fold: single(Math.abs) },
  And: { since: 7, fold: pairwise((a, b) => bool(a !== 0 && b !== 0), "bool") },
  Ceil: { since: 6, fold: single(Math.ceil) },
  Equal: { since: 7, fold: pairwise((a, b) => bool(a === b), "bool") },
  Exp: { since: 6, fold: single(Math.exp) },
  Floor: { since: 6, fold: single(Math.floor) },
  Greater: { since: 7, fold: pairwise((a, b) => bool(a > b), "bool") },
  GreaterOrEqual: { since: 12, fold: pairwise((a, b) => bool(a >= b), "bool") },
  Less: { since: 7, fold: pairwise((a, b) => bool(a < b), "bool") },
  LessOrEqual: { since: 12, fold: pairwise((a, b) => bool(a <= b), "bool") },
  Max: { since: 6, fold: pairwise((a, b) => Math.max(a, b)) },
  Min: { since: 6, fold: pairwise((a, b) => Math.min(a, b)) },
  Mod: { since: 10, fold: foldMod },
  Not: { since: 1, fold: single((x) => bool(x === 0), "bool") },
  Or: { since: 7, fold: pairwise((a, b) => bool(a !== 0 || b !== 0), "bool") },
  Pow: { since: 7, fold: pairwise((a, b) => a ** b) },
  Range: { since: 11, fold: foldRange },
  Reciprocal: { since: 6, fold: single((x) => 1 / x) },
  ReduceMin: { since: 1, fold: reduction(Infinity, (min, x) => Math.min(min, x)) },
  ReduceProd: { since: 1, fold: reduction(1, (product, x) => product * x) },
  Sign: { since: 9, fold: single(Math.sign) },
  Sqrt: { since: 6, fold: single(Math.sqrt) },
  Tile: { since: 6, fold: foldTile },
  Where: { since: 9, fold: foldWhere },
};

/** The entry of an operator; undefined where it cannot be imported. */
export function operatorNamed(opType: string): Operator | undefined {
  return Object.hasOwn(operators, opType) ? operators[opType] : undefined;
}
