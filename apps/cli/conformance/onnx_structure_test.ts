import { floats, ints, node } from "@snnkit/onnx/testing";
import { checkImport, type ImportCase, weight } from "./_check_import.ts";

const SAMPLE = [3, 4, 6] as const;

/** One operator, its further inputs weights; an empty name leaves an input out. */
function single(
  opType: string,
  attributes: Parameters<typeof node>[3] = {},
  weights: NonNullable<ImportCase["weights"]> = [],
  opset = 17,
  sample: readonly number[] = SAMPLE,
): ImportCase {
  const names = weights.map(({ name }) => name);
  return {
    opset,
    sample,
    weights: weights.filter(({ name }) => name !== ""),
    nodes: [node(opType, ["x", ...names], ["y"], attributes)],
  };
}

/** What exporters write for "to the end". */
const END = 2 ** 63;

const NONE = floats("", [0], []);

/** A resize to the nearest neighbour by factors of the plane. */
function resize(
  factors: readonly [number, number],
  attributes: Record<string, string>,
  opset = 13,
): ImportCase {
  const scales = floats("scales", [4], [1, 1, ...factors]);
  return single("Resize", { mode: "nearest", ...attributes }, [NONE, scales], opset, [2, 5, 6]);
}

const TRANSFORMS = ["asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners"];
const ROUNDINGS = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

const RESIZES = Object.fromEntries(
  TRANSFORMS.flatMap((transform) =>
    ROUNDINGS.flatMap((rounding) =>
      ([[2, 3], [0.5, 0.4], [1.3, 0.7]] as const).map((factors) => [
        `Resize by ${factors.join(" × ")}, ${transform}, ${rounding}`,
        resize(factors, { coordinate_transformation_mode: transform, nearest_mode: rounding }),
      ])
    )
  ),
);

const CASES: Readonly<Record<string, ImportCase>> = {
  "Flatten": { ...single("Flatten"), kinds: ["reshape"] },
  "Reshape with 0 and −1": single("Reshape", {}, [ints("shape", [0, -1, 6])]),
  "Reshape to what it is": { ...single("Reshape", {}, [ints("s", [0, 0, 0, 0])]), kinds: [] },
  "Reshapes that follow each other merge": {
    sample: SAMPLE,
    weights: [ints("a", [0, -1]), ints("b", [0, 8, 9])],
    nodes: [
      node("Reshape", ["x", "a"], ["h"]),
      node("Relu", ["h"], ["r"]),
      node("Reshape", ["r", "b"], ["y"]),
    ],
    kinds: ["relu", "reshape"],
  },
  "Unsqueeze and Squeeze by attributes, opset 11": {
    opset: 11,
    sample: SAMPLE,
    nodes: [
      node("Unsqueeze", ["x"], ["u"], { axes: [1, -1] }),
      node("Relu", ["u"], ["r"]),
      node("Squeeze", ["r"], ["y"], { axes: [1, -1] }),
    ],
    kinds: ["relu"],
  },
  "Unsqueeze and Squeeze by inputs": {
    sample: SAMPLE,
    weights: [ints("axes", [2])],
    nodes: [node("Unsqueeze", ["x", "axes"], ["u"]), node("Squeeze", ["u", "axes"], ["y"])],
    kinds: [],
  },
  "Squeeze of every axis of 1": {
    sample: SAMPLE,
    nodes: [node("GlobalAveragePool", ["x"], ["p"]), node("Squeeze", ["p"], ["y"])],
    kinds: ["avgPool2d", "reshape"],
  },
  "Transpose": { ...single("Transpose", { perm: [0, 3, 1, 2] }), kinds: [] },
  "Transpose of axes that do not become channels": {
    ...single("Transpose", { perm: [0, 2, 1, 3] }),
    kinds: ["transpose"],
  },
  "Concat with a constant": {
    sample: SAMPLE,
    batch: 1,
    weights: [weight("c", 1, 2, 4, 6)],
    nodes: [node("Concat", ["x", "c", "x"], ["y"], { axis: 1 })],
    kinds: ["constant", "concat"],
  },
  "Concat with zeros as long as the batch": {
    sample: SAMPLE,
    weights: [ints("first", [0]), ints("rest", [2, 4, 6])],
    nodes: [
      node("Shape", ["x"], ["s"]),
      node("Gather", ["s", "first"], ["n"]),
      node("Concat", ["n", "rest"], ["t"], { axis: 0 }),
      node("ConstantOfShape", ["t"], ["z"]),
      node("Concat", ["x", "z"], ["y"], { axis: -3 }),
    ],
    kinds: ["constant", "concat"],
  },
  "Slice by inputs, backwards and beyond the end": single("Slice", {}, [
    ints("starts", [100, -100, 1]),
    ints("ends", [-100, 3, END]),
    ints("axes", [3, 1, -2]),
    ints("steps", [-2, 2, 2]),
  ]),
  "Slice by attributes, opset 9": single(
    "Slice",
    { starts: [0, 1], ends: [-1, END], axes: [3, 2] },
    [],
    9,
  ),
  "Slice that takes everything": {
    ...single("Slice", {}, [ints("s", [0]), ints("e", [END]), ints("a", [1])]),
    kinds: [],
  },
  "Split in equal parts": {
    sample: SAMPLE,
    nodes: [node("Split", ["x"], ["a", "b", "c"], { axis: 3 }), node("Sum", ["a", "c"], ["y"])],
    kinds: ["slice", "slice", "add"],
  },
  "Split by an attribute, opset 11": {
    opset: 11,
    sample: SAMPLE,
    nodes: [node("Split", ["x"], ["a", "b"], { axis: 1, split: [1, 2] })],
    outputs: ["b", "a"],
  },
  "Split by an input": {
    sample: SAMPLE,
    weights: [ints("sizes", [4, 2])],
    nodes: [node("Split", ["x", "sizes"], ["a", "b"], { axis: -1 })],
    outputs: ["a", "b"],
  },
  "Split in parts that do not fit, opset 18": {
    opset: 18,
    sample: [3, 4, 7],
    nodes: [node("Split", ["x"], ["a", "b", "c"], { axis: 3, num_outputs: 3 })],
    outputs: ["a", "b", "c"],
  },
  "Gather of one row": {
    ...single("Gather", { axis: 2 }, [ints("i", -2)]),
    kinds: ["slice", "reshape"],
  },
  "Gather of evenly spaced channels": {
    ...single("Gather", { axis: 1 }, [ints("i", [2, 1, 0])]),
    kinds: ["slice"],
  },
  "Gather of some columns": {
    ...single("Gather", { axis: 3 }, [ints("i", [0, 0, 5, 3])]),
    kinds: ["resizeNearest"],
  },
  "Pad with zeros": single("Pad", {}, [ints("p", [0, 0, 1, 2, 0, 1, 0, 3])]),
  "Pad with a number": single("Pad", {}, [
    ints("p", [0, 1, 0, 0, 0, 0, 0, 1]),
    floats("v", [], [2.5]),
  ]),
  "Pad by mirroring": single("Pad", { mode: "reflect" }, [ints("p", [0, 0, 1, 2, 0, 0, 3, 0])]),
  "Pad with the edge": single("Pad", { mode: "edge" }, [ints("p", [0, 0, 1, 2, 0, 1, 3, 0])]),
  "Pad by attributes, opset 10": single(
    "Pad",
    { pads: [0, 0, 1, 2, 0, 1, 0, 3], value: { float: -1 } },
    [],
    10,
  ),
  "Pad of some axes, opset 18": single(
    "Pad",
    {},
    [ints("p", [1, 2, 3, 0]), floats("v", [], [1]), ints("a", [-1, 2])],
    18,
  ),
  "Pad with negative cells cuts": {
    ...single("Pad", {}, [ints("p", [0, 0, -1, 2, 0, 0, 1, -3])]),
    kinds: ["slice", "pad"],
  },
  ...RESIZES,
  "Resize to sizes": {
    ...single("Resize", { mode: "nearest" }, [NONE, NONE, ints("sizes", [2, 3, 9, 4])]),
    batch: 2,
  },
  "Resize of some axes, opset 18": single(
    "Resize",
    { mode: "nearest", axes: [3, 2] },
    [NONE, floats("s", [2], [2, 1.5])],
    18,
  ),
  "Resize of opset 10, larger": single(
    "Resize",
    { mode: "nearest" },
    [floats("s", [4], [1, 1, 2, 1.5])],
    10,
  ),
  "Resize of opset 10, smaller": single(
    "Resize",
    { mode: "nearest" },
    [floats("s", [4], [1, 1, 0.5, 0.7])],
    10,
  ),
  "Resize of a signal": single(
    "Resize",
    { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
    [NONE, floats("s", [3], [1, 1, 2])],
    13,
    [2, 5],
  ),
  "linear Resize by 1 does nothing": {
    ...single("Resize", { mode: "linear" }, [NONE, floats("s", [4], [1, 1, 1, 1])]),
    kinds: [],
  },
  "Upsample, opset 9": single("Upsample", { mode: "nearest" }, [floats("s", [4], [1, 1, 2, 3])], 9),
  "Upsample, opset 7": single(
    "Upsample",
    { mode: "nearest", scales: { float: [1, 1, 3, 2] } },
    [],
    7,
  ),
  "Cast to float": { ...single("Cast", { to: 1 }), kinds: [] },
  "Cast to double and back": {
    sample: SAMPLE,
    nodes: [node("Cast", ["x"], ["d"], { to: 11 }), node("Cast", ["d"], ["y"], { to: 1 })],
    kinds: [],
  },
  "Expand to the shape it has": {
    sample: SAMPLE,
    nodes: [node("Shape", ["x"], ["s"]), node("Expand", ["x", "s"], ["y"])],
    kinds: [],
  },
  "an exporter's chain for x.view(x.size(0), −1)": {
    sample: SAMPLE,
    weights: [ints("zero", 0), ints("minus", [-1]), ints("axes", [0])],
    nodes: [
      node("Shape", ["x"], ["s"]),
      node("Gather", ["s", "zero"], ["n"]),
      node("Unsqueeze", ["n", "axes"], ["u"]),
      node("Concat", ["u", "minus"], ["t"], { axis: 0 }),
      node("Reshape", ["x", "t"], ["y"]),
    ],
    kinds: ["reshape"],
  },
  "an exporter's chain for nearest upsampling by sizes": {
    sample: SAMPLE,
    weights: [
      ints("start", [2]),
      ints("end", [4]),
      ints("first", [0]),
      ints("two", [2]),
      floats("factor", [2], [2, 2]),
    ],
    nodes: [
      node("Shape", ["x"], ["s"]),
      node("Slice", ["s", "start", "end"], ["hw"]),
      node("Cast", ["hw"], ["f"], { to: 1 }),
      node("Mul", ["f", "factor"], ["m"]),
      node("Floor", ["m"], ["g"]),
      node("Cast", ["g"], ["i"], { to: 7 }),
      node("Slice", ["s", "first", "two"], ["nc"]),
      node("Concat", ["nc", "i"], ["t"], { axis: 0 }),
      node("Resize", ["x", "", "", "t"], ["y"], {
        mode: "nearest",
        coordinate_transformation_mode: "asymmetric",
        nearest_mode: "floor",
      }),
    ],
    kinds: ["resizeNearest"],
  },
  "DepthToSpace": single("DepthToSpace", { blocksize: 2 }, [], 17, [8, 3, 2]),
  "DepthToSpace, channels first": single(
    "DepthToSpace",
    { blocksize: 2, mode: "CRD" },
    [],
    11,
    [8, 3, 2],
  ),
  "SpaceToDepth": single("SpaceToDepth", { blocksize: 2 }, [], 17, [3, 4, 6]),
  "SpaceToDepth and back does nothing": {
    sample: [3, 4, 6],
    nodes: [
      node("SpaceToDepth", ["x"], ["s"], { blocksize: 2 }),
      node("Relu", ["s"], ["r"]),
      node("DepthToSpace", ["r"], ["y"], { blocksize: 2 }),
    ],
    kinds: ["relu"],
  },
  "space to depth by reshapes and a transpose": {
    sample: [2, 4, 6],
    weights: [ints("a", [0, 2, 2, 2, 3, 2]), ints("b", [0, 8, 2, 3])],
    nodes: [
      node("Reshape", ["x", "a"], ["p"]),
      node("Transpose", ["p"], ["t"], { perm: [0, 3, 5, 1, 2, 4] }),
      node("Reshape", ["t", "b"], ["y"]),
    ],
    kinds: ["reshape", "transpose", "reshape"],
  },
};

for (const [name, example] of Object.entries(CASES)) {
  Deno.test(`importOnnx() agrees with ONNX Runtime: ${name}`, () => checkImport(example));
}
