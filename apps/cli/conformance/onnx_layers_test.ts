import { floats, ints, node } from "@snnkit/onnx/testing";
import { checkImport, type ImportCase, weight } from "./_check_import.ts";

const PLANE = [2, 7, 6] as const;
const SIGNAL = [3, 9] as const;

/** `y = op(x, weights…)`. */
function single(
  opType: string,
  sample: readonly number[],
  attributes: Parameters<typeof node>[3] = {},
  weights: ImportCase["weights"] = [],
  opset = 17,
): ImportCase {
  const names = weights.map(({ name }) => name);
  return { opset, sample, weights, nodes: [node(opType, ["x", ...names], ["y"], attributes)] };
}

const norm = ["g", "b", "m"].map((name) => weight(name, 3));
const variance = floats("v", [3], [0.5, 1, 2]);

const CASES: Readonly<Record<string, ImportCase>> = {
  "convolution with unlike strides, dilations and pads": single("Conv", PLANE, {
    strides: [2, 1],
    dilations: [1, 2],
    pads: [1, 0, 2, 3],
  }, [weight("w", 4, 2, 3, 2), weight("c", 4)]),
  "convolution in groups": single("Conv", [4, 5, 5], { group: 2 }, [weight("w", 6, 2, 3, 3)]),
  "convolution, SAME_UPPER, even kernel": single("Conv", PLANE, { auto_pad: "SAME_UPPER" }, [
    weight("w", 3, 2, 2, 4),
  ]),
  "convolution, SAME_LOWER, strided": single("Conv", PLANE, {
    auto_pad: "SAME_LOWER",
    strides: [2, 2],
  }, [weight("w", 3, 2, 4, 3)]),
  "convolution, VALID": single("Conv", PLANE, { auto_pad: "VALID" }, [weight("w", 3, 2, 3, 3)]),
  "convolution of a signal": {
    ...single("Conv", SIGNAL, { pads: [1, 2], strides: [2] }, [
      weight("w", 4, 3, 3),
      weight("c", 4),
    ]),
    kinds: ["reshape", "conv2d", "reshape"],
  },
  "convolution of a signal, SAME_UPPER": single("Conv", SIGNAL, {
    auto_pad: "SAME_UPPER",
    strides: [2],
  }, [weight("w", 4, 3, 3)]),
  "signals: convolution, norm, ReLU and pool stay on the plane": {
    sample: SIGNAL,
    weights: [weight("w", 3, 3, 3), ...norm, variance],
    nodes: [
      node("Conv", ["x", "w"], ["a"], { pads: [1, 1] }),
      node("BatchNormalization", ["a", "g", "b", "m", "v"], ["n"]),
      node("Relu", ["n"], ["r"]),
      node("MaxPool", ["r"], ["y"], { kernel_shape: [2], strides: [2] }),
    ],
    kinds: ["reshape", "conv2d", "batchNorm", "relu", "maxPool2d", "reshape"],
  },
  "transposed convolution": single("ConvTranspose", PLANE, {
    strides: [2, 3],
    pads: [1, 0, 0, 2],
    output_padding: [1, 2],
    dilations: [2, 1],
  }, [weight("w", 2, 3, 3, 3), weight("c", 3)]),
  "transposed convolution in groups": single("ConvTranspose", [4, 3, 3], { group: 2 }, [
    weight("w", 4, 3, 2, 2),
  ]),
  "transposed convolution, SAME_UPPER": single("ConvTranspose", PLANE, {
    auto_pad: "SAME_UPPER",
    strides: [2, 2],
  }, [weight("w", 2, 3, 3, 3)]),
  "transposed convolution, SAME_LOWER": single("ConvTranspose", PLANE, {
    auto_pad: "SAME_LOWER",
    strides: [2, 2],
  }, [weight("w", 2, 3, 3, 3)]),
  "transposed convolution to a given shape": single("ConvTranspose", PLANE, {
    output_shape: [14, 12],
    strides: [2, 2],
  }, [weight("w", 2, 3, 3, 3)]),
  "transposed convolution of a signal": single("ConvTranspose", SIGNAL, {
    strides: [2],
    pads: [1, 0],
    output_padding: [1],
  }, [weight("w", 3, 2, 3)]),
  "max-pool, rounding up": single("MaxPool", PLANE, {
    kernel_shape: [3, 3],
    strides: [2, 2],
    ceil_mode: 1,
  }),
  "max-pool, padded and dilated": single("MaxPool", PLANE, {
    kernel_shape: [2, 3],
    pads: [1, 1, 0, 2],
    dilations: [2, 1],
  }),
  "max-pool of a signal, SAME_LOWER": single("MaxPool", SIGNAL, {
    kernel_shape: [2],
    strides: [2],
    auto_pad: "SAME_LOWER",
  }),
  "average pool, padding left out": single("AveragePool", PLANE, {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [2, 2],
  }),
  "average pool, padding counted, rounding up": single(
    "AveragePool",
    PLANE,
    {
      kernel_shape: [3, 3],
      pads: [1, 1, 1, 1],
      strides: [2, 2],
      count_include_pad: 1,
      ceil_mode: 1,
    },
    [],
    19,
  ),
  "average pool, SAME_UPPER": single("AveragePool", PLANE, {
    kernel_shape: [3, 2],
    strides: [2, 2],
    auto_pad: "SAME_UPPER",
  }),
  "average pool, dilated": single(
    "AveragePool",
    PLANE,
    {
      kernel_shape: [2, 2],
      dilations: [2, 3],
    },
    [],
    19,
  ),
  "average pool of a signal": single("AveragePool", SIGNAL, { kernel_shape: [3], strides: [3] }),
  "global average pool": { ...single("GlobalAveragePool", PLANE), kinds: ["avgPool2d"] },
  "global max-pool of a signal": single("GlobalMaxPool", SIGNAL),
  "batch-norm of planes, opset 9": {
    ...single(
      "BatchNormalization",
      [3, 4, 4],
      { epsilon: { float: 0.01 } },
      [...norm, variance],
      9,
    ),
    kinds: ["batchNorm"],
  },
  "batch-norm of features": single("BatchNormalization", [3], {}, [...norm, variance]),
  "Gemm, all attributes": {
    ...single("Gemm", [5], { alpha: { float: 0.5 }, beta: { float: 2 }, transB: 1 }, [
      weight("w", 4, 5),
      weight("c", 1, 4),
    ]),
    kinds: ["dense"],
  },
  "Gemm, one number for all biases": single("Gemm", [5], {}, [weight("w", 5, 4), weight("c", 1)]),
  "MatMul and Add make one dense layer": {
    sample: [5],
    weights: [weight("w", 5, 4), weight("c", 4)],
    nodes: [node("MatMul", ["x", "w"], ["p"]), node("Add", ["c", "p"], ["y"])],
    kinds: ["dense"],
  },
  "MatMul over the last of several axes": {
    ...single("MatMul", [2, 3, 5], {}, [weight("w", 5, 4)]),
    kinds: ["dense"],
  },
  "MatMul by a vector": single("MatMul", [2, 5], {}, [weight("w", 5)]),
  "MatMul, weight on the left": {
    sample: [5, 3],
    weights: [weight("w", 4, 5)],
    nodes: [node("MatMul", ["w", "x"], ["y"])],
    kinds: ["transpose", "dense", "transpose"],
  },
  "MatMul, vector on the left": {
    sample: [2, 5, 3],
    weights: [weight("w", 5)],
    nodes: [node("MatMul", ["w", "x"], ["y"])],
  },
  "MatMul by a stack of weights": single("MatMul", [2, 3, 5], {}, [weight("w", 2, 5, 4)]),
  "MatMul of two activations": {
    sample: [3, 4],
    nodes: [
      node("Transpose", ["x"], ["t"], { perm: [0, 2, 1] }),
      node("MatMul", ["x", "t"], ["y"]),
    ],
    kinds: ["transpose", "matMul"],
  },
  "reshape to rows, Gemm, reshape back, in a file that fixes the batch to 1": {
    sample: [4, 5],
    batch: 1,
    weights: [weight("w", 5, 3), ints("rows", [-1, 5]), ints("back", [1, 4, 3])],
    nodes: [
      node("Reshape", ["x", "rows"], ["r"]),
      node("Gemm", ["r", "w"], ["g"]),
      node("Reshape", ["g", "back"], ["y"]),
    ],
    kinds: ["dense"],
  },
};

for (const [name, example] of Object.entries(CASES)) {
  Deno.test(`importOnnx() agrees with ONNX Runtime: ${name}`, () => checkImport(example));
}
