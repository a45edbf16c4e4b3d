import { floats, ints, node } from "@snnkit/onnx/testing";
import { checkImport, type ImportCase, weight } from "./_check_import.ts";

const SAMPLE = [2, 3, 4] as const;

/** One operator, its further inputs weights. */
function single(
  opType: string,
  attributes: Parameters<typeof node>[3] = {},
  weights: ImportCase["weights"] = [],
  opset = 17,
): ImportCase {
  const names = weights.map(({ name }) => name);
  return {
    opset,
    sample: SAMPLE,
    weights,
    nodes: [node(opType, ["x", ...names], ["y"], attributes)],
  };
}

/** One operator with a weight as its first operand. */
function reversed(opType: string, other: NonNullable<ImportCase["weights"]>[number]): ImportCase {
  return { sample: SAMPLE, weights: [other], nodes: [node(opType, [other.name, "x"], ["y"])] };
}

const CASES: Readonly<Record<string, ImportCase>> = {
  "Relu": { ...single("Relu"), kinds: ["relu"] },
  "LeakyRelu": { ...single("LeakyRelu", { alpha: { float: 0.2 } }), kinds: ["leakyRelu"] },
  "LeakyRelu, default slope": single("LeakyRelu"),
  "PRelu with one slope": {
    ...single("PRelu", {}, [floats("s", [1], [0.3])]),
    kinds: ["leakyRelu"],
  },
  "PRelu with a slope a channel": single("PRelu", {}, [weight("s", 2, 1, 1)]),
  "Sigmoid": single("Sigmoid"),
  "Tanh": single("Tanh"),
  "HardSigmoid": single("HardSigmoid"),
  "HardSwish": single("HardSwish"),
  "Neg": { ...single("Neg"), kinds: ["affine"] },
  "Clip by attributes, opset 6 style": {
    ...single("Clip", { min: { float: -0.5 }, max: { float: 1 } }, [], 10),
    kinds: ["clip"],
  },
  "Clip from 0 on is a ReLU": {
    ...single("Clip", {}, [floats("min", [], [0])]),
    kinds: ["relu"],
  },
  "Clip to the float32 range does nothing": {
    ...single("Clip", { min: { float: -3.4028234663852886e38 } }, [], 10),
    outputs: ["y"],
    kinds: [],
  },
  "Clip with its bounds the wrong way round": single("Clip", {}, [
    floats("min", [], [1]),
    floats("max", [], [-1]),
  ]),
  "Dropout": { ...single("Dropout", {}, [floats("ratio", [], [0.5])]), kinds: [] },
  "Dropout, opset 10": { ...single("Dropout", { ratio: { float: 0.5 } }, [], 10), kinds: [] },
  "Identity": { ...single("Identity"), kinds: [] },
  "Softmax along the last axis by default": single("Softmax"),
  "Softmax along a channel axis": single("Softmax", { axis: 1 }),
  "Softmax over the whole sample, opset 11": {
    ...single("Softmax", {}, [], 11),
    kinds: ["reshape", "softmax", "reshape"],
  },
  "Softmax over the last axes, opset 11": single("Softmax", { axis: 2 }, [], 11),
  "Softmax over the last axis, opset 11": {
    ...single("Softmax", { axis: -1 }, [], 11),
    kinds: ["softmax"],
  },
  "LogSoftmax": single("LogSoftmax", { axis: -2 }),
  "LogSoftmax over the whole sample, opset 9": single("LogSoftmax", { axis: 1 }, [], 9),
  "Add a number": { ...single("Add", {}, [floats("c", [], [2])]), kinds: ["affine"] },
  "Add a number a channel": { ...single("Add", {}, [weight("c", 2, 1, 1)]), kinds: ["affine"] },
  "Add with the batch axis written out": {
    ...single("Add", {}, [weight("c", 1, 2, 1, 4)]),
    kinds: ["affine"],
  },
  "Sub a constant": { ...single("Sub", {}, [weight("c", 4)]), kinds: ["affine"] },
  "Sub from a constant": { ...reversed("Sub", weight("c", 3, 1)), kinds: ["affine"] },
  "Mul by a constant": { ...single("Mul", {}, [weight("c", 2, 3, 4)]), kinds: ["affine"] },
  "Div by a constant": { ...single("Div", {}, [weight("c", 3, 1)]), kinds: ["affine"] },
  "Div of a constant": { ...reversed("Div", floats("c", [], [2])), kinds: ["constant", "div"] },
  "Mul then Add are one affine map": {
    sample: SAMPLE,
    weights: [weight("a", 2, 1, 1), weight("b", 4)],
    nodes: [node("Mul", ["x", "a"], ["m"]), node("Add", ["m", "b"], ["y"])],
    kinds: ["affine"],
  },
  "Mul that stretches the sample": {
    sample: [2, 1, 4],
    weights: [weight("c", 3, 1)],
    nodes: [node("Mul", ["x", "c"], ["y"])],
    kinds: ["constant", "mul"],
  },
  "Sum of activations and a constant": {
    sample: SAMPLE,
    weights: [weight("c", 4)],
    nodes: [
      node("Relu", ["x"], ["r"]),
      node("Tanh", ["x"], ["t"]),
      node("Sum", ["c", "r", "t", "x"], ["y"]),
    ],
  },
  "Sub, Mul and Div of activations": {
    sample: SAMPLE,
    nodes: [
      node("Sigmoid", ["x"], ["s"]),
      node("Sub", ["x", "s"], ["d"]),
      node("Mul", ["d", "x"], ["m"]),
      node("Div", ["m", "s"], ["y"]),
    ],
    kinds: ["sigmoid", "sub", "mul", "div"],
  },
  "Add of activations that broadcast": {
    sample: SAMPLE,
    nodes: [
      node("ReduceMean", ["x"], ["m"], { axes: [1, 3] }),
      node("Add", ["m", "x"], ["y"]),
    ],
  },
  "ReduceMean over the plane is an average pool": {
    ...single("ReduceMean", { axes: [2, 3] }),
    kinds: ["avgPool2d"],
  },
  "ReduceMean over the plane, axes dropped": {
    ...single("ReduceMean", { axes: [-1, -2], keepdims: 0 }),
    kinds: ["avgPool2d", "reshape"],
  },
  "ReduceMean over channels": { ...single("ReduceMean", { axes: [1] }), kinds: ["reduceMean"] },
  "ReduceMean, axes as an input": single("ReduceMean", {}, [ints("axes", [3])], 18),
  "ReduceMax over the plane is a max-pool": {
    ...single("ReduceMax", { axes: [2, 3], keepdims: 0 }),
    kinds: ["maxPool2d", "reshape"],
  },
  "ReduceMax over channels": {
    ...single("ReduceMax", { axes: [1] }),
    kinds: ["transpose", "reshape", "maxPool2d", "reshape"],
  },
  "ReduceMax over the whole sample, opset 18": single(
    "ReduceMax",
    {},
    [ints("axes", [1, 2, 3])],
    18,
  ),
  "ReduceSum": single("ReduceSum", { keepdims: 0 }, [ints("axes", [1, 2])]),
  "ReduceSum, axes as an attribute": single("ReduceSum", { axes: [2] }, [], 11),
  "batch-norm spelt out in arithmetic": {
    sample: SAMPLE,
    weights: [weight("m", 2, 1, 1), floats("v", [2, 1, 1], [2, 3]), floats("e", [], [1e-3])],
    nodes: [
      node("Add", ["v", "e"], ["ve"]),
      node("Sqrt", ["ve"], ["s"]),
      node("Sub", ["x", "m"], ["d"]),
      node("Div", ["d", "s"], ["y"]),
    ],
    kinds: ["affine", "affine"],
  },
};

for (const [name, example] of Object.entries(CASES)) {
  Deno.test(`importOnnx() agrees with ONNX Runtime: ${name}`, () => checkImport(example));
}
