import { explainSpiking } from "@snnkit/convert";
import { importOnnx, supportedOps } from "@snnkit/onnx";
import { assert, assertEquals } from "@std/assert";
import { floats, ints, makeModel, type ModelParts, node, numbers } from "@snnkit/onnx/testing";
import { supportedOpsPage } from "../../../tools/gen_supported_ops.ts";
import { weight } from "./_check_import.ts";

type Part = ReturnType<typeof node>;

/** Where an operator stands between `r`, the activations `[2, 4, 4]` of a ReLU, and `y`. */
interface Example {
  readonly nodes: readonly Part[];
  readonly weights?: ModelParts["weights"];
  readonly opset?: number;
  /** Of two activations where the operator is otherwise one of constants. */
  readonly products?: boolean;
}

function on(
  opType: string,
  attributes: Parameters<typeof node>[3] = {},
  ...weights: NonNullable<ModelParts["weights"]>
): Example {
  const names = weights.map(({ name }) => name);
  return {
    weights: weights.filter(({ name }) => name !== ""),
    nodes: [node(opType, ["r", ...names], ["y"], attributes)],
  };
}

function twice(opType: string): Example {
  return { products: true, nodes: [node(opType, ["r", "r"], ["y"])] };
}

/** Scale and zero point of 8 bits, and a weight with its own. */
const GRID = [floats("s", [], [0.5]), numbers("z", 2, [], [0])] as const;
const WEIGHT = [numbers("w", 3, [4, 4], [...Array(16).keys()]), floats("ws", [], [1])] as const;
const ZERO = numbers("wz", 3, [], [0]);

const NONE = floats("", [0], []);
const POOL = { "kernel_shape": [2, 2] } as const;

/** Examples of every operator that activations may pass; several where it depends. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  Add: [on("Add", {}, weight("c", 4)), { nodes: [node("Add", ["r", "x"], ["y"])] }],
  AveragePool: [on("AveragePool", POOL)],
  BatchNormalization: [
    {
      weights: [weight("w", 3, 2, 1, 1), floats("g", [3], [1, 2, 3])],
      nodes: [
        node("Conv", ["r", "w"], ["c"]),
        node("BatchNormalization", ["c", "g", "g", "g", "g"], ["y"]),
      ],
    },
  ],
  Cast: [on("Cast", { to: 1 })],
  Clip: [
    on("Clip", {}, floats("low", [], [0]), floats("high", [], [6])),
    on("Clip", {}, floats("low", [], [-1]), floats("high", [], [1])),
  ],
  Concat: [{ nodes: [node("Concat", ["r", "r"], ["y"], { axis: 1 })] }],
  Conv: [on("Conv", {}, weight("w", 3, 2, 3, 3))],
  ConvTranspose: [on("ConvTranspose", {}, weight("w", 2, 3, 3, 3))],
  DepthToSpace: [
    {
      weights: [weight("w", 4, 2, 1, 1)],
      nodes: [
        node("Conv", ["r", "w"], ["c"]),
        node("DepthToSpace", ["c"], ["y"], { blocksize: 2 }),
      ],
    },
  ],
  DequantizeLinear: [on("DequantizeLinear", {}, ...GRID)],
  Div: [on("Div", {}, floats("c", [1], [3])), twice("Div")],
  Dropout: [on("Dropout")],
  Expand: [on("Expand", {}, ints("s", [2, 4, 4]))],
  Flatten: [on("Flatten")],
  Gather: [
    on("Gather", { axis: 2 }, ints("i", [0, 1])),
    on("Gather", { axis: 2 }, ints("i", [0, 3, 1])),
  ],
  Gemm: [
    {
      weights: [weight("w", 32, 3), weight("b", 3)],
      nodes: [node("Flatten", ["r"], ["f"]), node("Gemm", ["f", "w", "b"], ["y"])],
    },
  ],
  GlobalAveragePool: [on("GlobalAveragePool")],
  GlobalMaxPool: [on("GlobalMaxPool")],
  HardSigmoid: [on("HardSigmoid")],
  HardSwish: [on("HardSwish")],
  Identity: [on("Identity")],
  LeakyRelu: [on("LeakyRelu")],
  LogSoftmax: [on("LogSoftmax", { axis: 1 })],
  MatMul: [on("MatMul", {}, weight("w", 4, 5)), twice("MatMul")],
  MaxPool: [on("MaxPool", POOL)],
  Mul: [on("Mul", {}, floats("c", [1], [3])), twice("Mul")],
  Neg: [on("Neg")],
  PRelu: [on("PRelu", {}, weight("s", 2, 1, 1))],
  Pad: [on("Pad", {}, ints("p", [0, 0, 1, 1, 0, 0, 1, 1]))],
  QLinearConv: [
    {
      weights: [...GRID, numbers("w", 3, [2, 2, 1, 1], [1, 2, 3, 4]), WEIGHT[1], ZERO],
      nodes: [node("QLinearConv", ["r", "s", "z", "w", "ws", "wz", "s", "z"], ["y"])],
    },
  ],
  QLinearMatMul: [
    {
      weights: [...GRID, ...WEIGHT, ZERO],
      nodes: [node("QLinearMatMul", ["r", "s", "z", "w", "ws", "wz", "s", "z"], ["y"])],
    },
  ],
  QuantizeLinear: [on("QuantizeLinear", {}, ...GRID)],
  ReduceMax: [on("ReduceMax", { axes: [2, 3] }), on("ReduceMax", { axes: [1] })],
  ReduceMean: [on("ReduceMean", { axes: [2, 3] }), on("ReduceMean", { axes: [1] })],
  ReduceSum: [on("ReduceSum", {}, ints("a", [1]))],
  Relu: [on("Relu")],
  Reshape: [on("Reshape", {}, ints("s", [0, 32]))],
  Resize: [on("Resize", { mode: "nearest" }, NONE, floats("s", [4], [1, 1, 2, 2]))],
  Round: [on("Round")],
  Sigmoid: [on("Sigmoid")],
  Slice: [on("Slice", {}, ints("s", [0]), ints("e", [2]), ints("a", [2]))],
  Softmax: [on("Softmax", { axis: 1 })],
  SpaceToDepth: [on("SpaceToDepth", { blocksize: 2 })],
  Split: [{ nodes: [node("Split", ["r"], ["y", "z"], { axis: 1 })] }],
  Squeeze: [
    {
      weights: [ints("a", [2, 3])],
      nodes: [node("GlobalAveragePool", ["r"], ["g"]), node("Squeeze", ["g", "a"], ["y"])],
    },
  ],
  Sub: [on("Sub", {}, weight("c", 4)), { nodes: [node("Sub", ["r", "x"], ["y"])] }],
  Sum: [{ nodes: [node("Sum", ["r", "x", "r"], ["y"])] }],
  Tanh: [on("Tanh")],
  Transpose: [on("Transpose", { perm: [0, 2, 1, 3] })],
  Unsqueeze: [on("Unsqueeze", {}, ints("a", [2]))],
  Upsample: [
    {
      ...on("Upsample", { mode: "nearest" }, floats("s", [4], [1, 1, 2, 2])),
      opset: 9,
    },
  ],
};

/** Kinds of helpers in the examples, besides what the row tells. */
const AROUND = new Set(["input", "relu", "conv2d", "avgPool2d", "reshape"]);

/** The spiking network that a row promises. */
function promised(spiking: string, products: boolean): boolean {
  return spiking !== "no" && !(spiking === "by constants" && products);
}

Deno.test("docs/SUPPORTED_OPS.md is up to date", () => {
  const page = new URL("../../../docs/SUPPORTED_OPS.md", import.meta.url);
  assertEquals(Deno.readTextFileSync(page), supportedOpsPage(), "run deno task docs");
});

Deno.test("supportedOps tells the truth about kinds and about spiking, operator by operator", () => {
  const calculated = /^(Constant|ConstantOfShape|Shape|Size)$/;
  for (const { operator, kinds, note, spiking } of supportedOps) {
    if (note.startsWith("calculations") || calculated.test(operator)) continue;
    assert(EXAMPLES[operator] !== undefined, `no example of ${operator}`);
    for (const { nodes, weights = [], opset = 17, products = false } of EXAMPLES[operator]) {
      const bytes = makeModel({
        opset,
        inputs: { x: ["N", 2, 4, 4] },
        weights,
        nodes: [node("Relu", ["x"], ["r"]), ...nodes],
        outputs: ["y"],
      });
      const { graph } = importOnnx(bytes, { name: operator });
      const others = graph.nodes.filter(({ op }) => !AROUND.has(op.kind));
      for (const { op } of others) assert(kinds.includes(op.kind), `${operator} → ${op.kind}`);
      const obstacles = explainSpiking(graph).map(({ node, reason }) => `${node}: ${reason}`);
      const spikes = obstacles.length === 0;
      assertEquals(spikes, promised(spiking, products), `${operator}: ${obstacles.join("; ")}`);
    }
  }
});
