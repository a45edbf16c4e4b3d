import { floats, ints, node } from "@snnkit/onnx/testing";
import { checkImport, type ImportCase, weight } from "./_check_import.ts";

/** Channels last to first and back, as converters from TensorFlow write them. */
const FIRST = { perm: [0, 3, 1, 2] } as const;
const LAST = { perm: [0, 2, 3, 1] } as const;

const CASES: Readonly<Record<string, ImportCase>> = {
  "an image channels last": {
    sample: [6, 5, 3],
    weights: [weight("w", 4, 3, 3, 3)],
    nodes: [node("Transpose", ["x"], ["t"], FIRST), node("Conv", ["t", "w"], ["y"])],
    kinds: ["conv2d"],
  },
  "preprocessing before the transpose": {
    sample: [6, 5, 3],
    weights: [weight("w", 4, 3, 3, 3), weight("m", 3), floats("s", [1], [0.5])],
    nodes: [
      node("Sub", ["x", "m"], ["d"]),
      node("Mul", ["d", "s"], ["n"]),
      node("Transpose", ["n"], ["t"], FIRST),
      node("Conv", ["t", "w"], ["y"]),
    ],
    kinds: ["affine", "affine", "conv2d"],
  },
  "a grey image reshaped instead of transposed": {
    sample: [6, 5, 1],
    weights: [weight("w", 4, 1, 3, 3), ints("shape", [-1, 1, 6, 5])],
    nodes: [node("Reshape", ["x", "shape"], ["t"]), node("Conv", ["t", "w"], ["y"])],
    kinds: ["conv2d"],
  },
  "a whole network with layers channels last": {
    sample: [8, 8, 2],
    weights: [
      weight("w", 3, 2, 3, 3),
      weight("b", 3),
      weight("v", 3, 3, 3, 3),
      weight("d", 27, 4),
      weight("c", 4),
      ints("flat", [-1, 27]),
    ],
    nodes: [
      node("Transpose", ["x"], ["x1"], FIRST),
      node("Conv", ["x1", "w"], ["a1"], { pads: [1, 1, 1, 1] }),
      node("Transpose", ["a1"], ["a2"], LAST),
      node("Add", ["a2", "b"], ["a3"]),
      node("Relu", ["a3"], ["a4"]),
      node("Transpose", ["a4"], ["a5"], FIRST),
      node("Conv", ["a5", "v"], ["b1"], { pads: [1, 1, 1, 1] }),
      node("Transpose", ["b1"], ["b2"], LAST),
      node("Add", ["b2", "a4"], ["b3"]),
      node("Relu", ["b3"], ["b4"]),
      node("Transpose", ["b4"], ["b5"], FIRST),
      node("MaxPool", ["b5"], ["c1"], { kernel_shape: [2, 2], strides: [3, 3] }),
      node("Transpose", ["c1"], ["c2"], LAST),
      node("Reshape", ["c2", "flat"], ["c3"]),
      node("MatMul", ["c3", "d"], ["d1"]),
      node("Add", ["d1", "c"], ["d2"]),
      node("Softmax", ["d2"], ["y"]),
    ],
    kinds: ["conv2d", "relu", "conv2d", "add", "relu", "maxPool2d", "reshape", "dense", "softmax"],
  },
  "joining, padding, slicing and averaging channels last": {
    sample: [2, 6, 6],
    weights: [
      weight("w", 3, 2, 1, 1),
      ints("pads", [0, 1, 0, 0, 0, 0, 2, 0]),
      ints("from", [1]),
      ints("to", [4]),
      ints("axis", [1]),
    ],
    nodes: [
      node("Conv", ["x", "w"], ["a"]),
      node("Transpose", ["a"], ["at"], LAST),
      node("Transpose", ["x"], ["xt"], LAST),
      node("Concat", ["at", "xt"], ["c"], { axis: 3 }),
      node("Pad", ["c", "pads"], ["p"]),
      node("Slice", ["p", "from", "to", "axis"], ["s"]),
      node("ReduceMean", ["s"], ["y"], { axes: [1, 2], keepdims: 0 }),
    ],
    kinds: ["conv2d", "concat", "pad", "slice", "avgPool2d", "reshape"],
  },
  "a transpose before a flatten goes into the dense layers": {
    sample: [3, 4, 5],
    weights: [weight("w", 60, 4), weight("v", 60, 2)],
    nodes: [
      node("Transpose", ["x"], ["t"], LAST),
      node("Flatten", ["t"], ["f"]),
      node("Relu", ["f"], ["r"]),
      node("MatMul", ["r", "w"], ["a"]),
      node("MatMul", ["r", "v"], ["b"]),
    ],
    outputs: ["a", "b"],
    kinds: ["relu", "reshape", "dense", "dense"],
  },
  "a flattened transpose that is an output stays": {
    sample: [3, 4, 5],
    weights: [weight("w", 60, 4)],
    nodes: [
      node("Transpose", ["x"], ["t"], LAST),
      node("Flatten", ["t"], ["f"]),
      node("MatMul", ["f", "w"], ["a"]),
    ],
    outputs: ["a", "f"],
    kinds: ["transpose", "reshape", "dense"],
  },
  "a transpose of pooled features is a reshape": {
    sample: [3, 4, 5],
    weights: [weight("w", 3, 4)],
    nodes: [
      node("GlobalAveragePool", ["x"], ["p"]),
      node("Transpose", ["p"], ["t"], LAST),
      node("Flatten", ["t"], ["f"]),
      node("MatMul", ["f", "w"], ["y"]),
    ],
    kinds: ["avgPool2d", "reshape", "dense"],
  },
  "a soft-max over the last axis channels last": {
    sample: [3, 4, 5],
    nodes: [
      node("Transpose", ["x"], ["t"], LAST),
      node("Softmax", ["t"], ["s"]),
      node("Transpose", ["s"], ["y"], FIRST),
    ],
    kinds: ["softmax"],
  },
  "a dense layer over channels last keeps its transposes": {
    sample: [3, 4, 5],
    weights: [weight("w", 3, 4)],
    nodes: [
      node("Transpose", ["x"], ["t"], LAST),
      node("MatMul", ["t", "w"], ["m"]),
      node("Transpose", ["m"], ["y"], FIRST),
    ],
    kinds: ["transpose", "dense", "transpose"],
  },
  "constants beside transposed activations are transposed": {
    sample: [2, 1, 3],
    weights: [weight("c", 1, 4, 1, 2), weight("w", 2, 2, 1, 1)],
    nodes: [
      node("Conv", ["x", "w"], ["a"]),
      node("Transpose", ["a"], ["t"], LAST),
      node("Mul", ["t", "c"], ["m"]),
      node("Transpose", ["m"], ["y"], FIRST),
    ],
    kinds: ["conv2d", "constant", "mul"],
  },
};

for (const [name, example] of Object.entries(CASES)) {
  Deno.test(`importOnnx() agrees with ONNX Runtime: ${name}`, () => checkImport(example));
}
