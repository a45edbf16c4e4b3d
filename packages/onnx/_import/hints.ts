/** What to do about operators without a counterpart, by kind of remedy. */
const REMEDIES: readonly (readonly [hint: string, operators: readonly string[]])[] = [
  [
    "replace smooth activations by ReLU before training",
    [
      "Gelu",
      "Erf",
      "Elu",
      "Selu",
      "Celu",
      "Mish",
      "Softplus",
      "Softsign",
      "Swish",
      "QuickGelu",
      "ThresholdedRelu",
      "FastGelu",
      "BiasGelu",
      "Shrink",
    ],
  ],
  [
    "replace the normalisation by BatchNormalization before training",
    [
      "InstanceNormalization",
      "LayerNormalization",
      "GroupNormalization",
      "RMSNormalization",
      "LRN",
      "LpNormalization",
      "MeanVarianceNormalization",
      "SkipLayerNormalization",
    ],
  ],
  [
    "quantise with fixed scales and export in QDQ form, or take the float model",
    [
      "DynamicQuantizeLinear",
      "QLinearAdd",
      "ConvInteger",
      "MatMulInteger",
      "QGemm",
    ],
  ],
  [
    "binarise weights only, or take activations of 0 and 1: a ReLU and a QuantizeLinear",
    ["Sign"],
  ],
  [
    "save the model before ONNX Runtime optimises it",
    ["FusedConv", "FusedMatMul", "FusedGemm", "NhwcMaxPool"],
  ],
  [
    "recurrent layers have no counterpart; unroll them before the export",
    ["LSTM", "GRU", "RNN"],
  ],
  [
    "simplify the model so that conditions on shapes vanish, e.g. with onnxsim",
    ["If", "Loop", "Scan", "NonZero", "ScatterND", "GatherND", "ScatterElements"],
  ],
];

/** Operators whose output has their input's shape: what follows them can still be checked. */
const SAME_SHAPE: ReadonlySet<string> = new Set([
  ...REMEDIES[0][1],
  ...REMEDIES[1][1],
  "Abs",
  "Sqrt",
  "Exp",
  "Log",
  "Floor",
  "Ceil",
  "Round",
  "Sign",
  "Sin",
  "Cos",
  "Reciprocal",
  "Pow",
]);

/** What the user can do about an operator without a counterpart. */
export function remedyFor(opType: string): string | undefined {
  return REMEDIES.find(([, operators]) => operators.includes(opType))?.[0];
}

/** Whether an operator without a counterpart leaves its first input's shape as it is. */
export function keepsShape(opType: string): boolean {
  return SAME_SHAPE.has(opType);
}
