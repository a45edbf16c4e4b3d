import type { AnnOp } from "@snnkit/ir";
import { OPSETS } from "./_import/decode_model.ts";
import { operators } from "./_import/operators.ts";

/**
 * What becomes of an operator in a rate-coded network.
 *
 * | word | meaning |
 * |---|---|
 * | `"neurons"` | integrate-and-fire neurons, with synapses around them where need be |
 * | `"synapses"` | weights of synapses, or the way that spikes take |
 * | `"gate"` | a gate on spikes |
 * | `"folded"` | goes into the weights of its neighbours |
 * | `"last only"` | left out as the last operation, where it does not change which output is largest |
 * | `"by constants"` | synapses where one operand is constant, else nothing |
 * | `"vanishes"` | calculated or dropped at import |
 * | `"no"` | runs as a trained network only |
 */
export type Spiking =
  | "neurons"
  | "synapses"
  | "gate"
  | "folded"
  | "last only"
  | "by constants"
  | "vanishes"
  | "no";

/** An ONNX operator that can be imported. */
export interface SupportedOp {
  /** Its ONNX name. */
  readonly operator: string;
  /** First and last version of ONNX's operators in which it is understood. */
  readonly opsets: readonly [number, number];
  /** Operations of the graph that it becomes; none where it only serves calculations. */
  readonly kinds: readonly AnnOp["kind"][];
  /** What of it is supported and how, where that is not everything. */
  readonly note: string;
  /** What becomes of it in a rate-coded network. */
  readonly spiking: Spiking;
}

type Row = Omit<SupportedOp, "operator" | "opsets">;

function row(spiking: Spiking, kinds: readonly AnnOp["kind"][], note = ""): Row {
  return { spiking, kinds, note };
}

const KNOWN = row("vanishes", [], "calculations on shapes and weights only");
const PLANES = "1-D and 2-D";
const WINDOWED = `${PLANES}; \`auto_pad\` becomes explicit`;

const ROWS: Readonly<Record<string, Row>> = {
  Abs: KNOWN,
  Add: row("synapses", ["affine", "add"]),
  And: KNOWN,
  AveragePool: row("synapses", ["avgPool2d"], WINDOWED),
  BatchNormalization: row("folded", ["batchNorm"], "not in training mode"),
  Cast: row("vanishes", [], "of activations where no value changes"),
  Ceil: KNOWN,
  Clip: row("neurons", ["clip", "relu"], "bounds must be constant; `0 … ∞` is a `relu`"),
  Concat: row("synapses", ["concat"], "not along the batch"),
  Constant: row("vanishes", ["constant"]),
  ConstantOfShape: row("vanishes", ["constant"]),
  Conv: row("synapses", ["conv2d"], `${WINDOWED}; weights must be constant`),
  ConvTranspose: row("synapses", ["convTranspose2d"], `${WINDOWED}; weights must be constant`),
  DepthToSpace: row("synapses", ["reshape", "transpose"], "modes `DCR`, `CRD`"),
  DequantizeLinear: row(
    "folded",
    ["affine"],
    "constants are calculated; of whole numbers of up to 32 bits",
  ),
  Div: row("by constants", ["affine", "div"]),
  Dropout: row("vanishes", []),
  Equal: KNOWN,
  Exp: KNOWN,
  Expand: row("vanishes", [], "of activations where their shape stays"),
  Flatten: row("synapses", ["reshape"]),
  Floor: KNOWN,
  Gather: row(
    "synapses",
    ["slice", "resizeNearest", "reshape"],
    "constant indices: evenly spaced, or rows and columns of a plane",
  ),
  Gemm: row("synapses", ["dense", "affine", "add"], "`B` must be constant"),
  GlobalAveragePool: row("synapses", ["avgPool2d"], PLANES),
  GlobalMaxPool: row("gate", ["maxPool2d"], PLANES),
  Greater: KNOWN,
  GreaterOrEqual: KNOWN,
  HardSigmoid: row("neurons", ["affine", "clip"]),
  HardSwish: row("no", ["affine", "clip", "mul"]),
  Identity: row("vanishes", [], "of tensors"),
  LeakyRelu: row("neurons", ["leakyRelu"]),
  Less: KNOWN,
  LessOrEqual: KNOWN,
  LogSoftmax: row("last only", ["logSoftmax"]),
  MatMul: row("by constants", ["dense", "matMul"], "by constants it is a `dense`"),
  Max: KNOWN,
  MaxPool: row("gate", ["maxPool2d"], `${WINDOWED}; without indices`),
  Min: KNOWN,
  Mod: KNOWN,
  Mul: row("by constants", ["affine", "mul"]),
  Neg: row("synapses", ["affine"]),
  Not: KNOWN,
  Or: KNOWN,
  PRelu: row("neurons", ["leakyRelu", "relu", "affine", "add"], "slopes must be constant"),
  Pad: row("synapses", ["pad", "slice"], "modes `constant`, `reflect`, `edge`"),
  Pow: KNOWN,
  QLinearConv: row("synapses", ["conv2d", "fakeQuantise", "affine"], "as in QDQ form"),
  QLinearMatMul: row(
    "by constants",
    ["dense", "matMul", "fakeQuantise", "affine"],
    "as in QDQ form",
  ),
  QuantizeLinear: row(
    "neurons",
    ["fakeQuantise", "affine"],
    "to whole numbers of 4, 8 and 16 bits; of activations with one scale, or one a channel",
  ),
  Range: KNOWN,
  Reciprocal: KNOWN,
  ReduceMax: row("gate", ["maxPool2d", "transpose", "reshape"], "not along the batch"),
  ReduceMean: row("synapses", ["avgPool2d", "reduceMean", "reshape"], "not along the batch"),
  ReduceMin: KNOWN,
  ReduceProd: KNOWN,
  ReduceSum: row(
    "synapses",
    ["avgPool2d", "reduceMean", "affine", "reshape"],
    "not along the batch",
  ),
  Relu: row("neurons", ["relu"]),
  Reshape: row("synapses", ["reshape"], "samples stay apart"),
  Resize: row("synapses", ["resizeNearest"], "mode `nearest`"),
  Round: row("neurons", ["fakeQuantise"], "where a clip of whole numbers follows"),
  Shape: row("vanishes", []),
  Sigmoid: row("no", ["sigmoid"]),
  Sign: KNOWN,
  Size: row("vanishes", []),
  Slice: row("synapses", ["slice"], "not along the batch"),
  Softmax: row("last only", ["softmax"], "before opset 13 over all axes from the given one on"),
  SpaceToDepth: row("synapses", ["reshape", "transpose"]),
  Split: row("synapses", ["slice"], "not along the batch"),
  Sqrt: KNOWN,
  Squeeze: row("synapses", ["reshape"]),
  Sub: row("synapses", ["affine", "sub"]),
  Sum: row("synapses", ["affine", "add"]),
  Tanh: row("no", ["tanh"]),
  Tile: KNOWN,
  Transpose: row("synapses", ["transpose"], "the batch stays in front"),
  Unsqueeze: row("synapses", ["reshape"]),
  Upsample: row("synapses", ["resizeNearest"], "mode `nearest`"),
  Where: KNOWN,
};

/**
 * Every ONNX operator that {@linkcode importOnnx} understands, by name.
 *
 * @example
 * ```ts
 * import { supportedOps } from "@snnkit/onnx";
 * import { assertEquals } from "@std/assert";
 *
 * const conv = supportedOps.find(({ operator }) => operator === "Conv");
 * assertEquals(conv?.kinds, ["conv2d"]);
 * ```
 */
export const supportedOps: readonly SupportedOp[] = Object.entries(ROWS).map(
  ([operator, details]) => {
    return { operator, opsets: [operators[operator].since, OPSETS[1]], ...details };
  },
);
