import type { AnnGraph, AnnNode } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { external, floats, ints, makeModel, type ModelParts, node } from "./testing/make_model.ts";
import { importOnnx, type ImportOptions } from "./import_onnx.ts";
import { UnsupportedOpError } from "./unsupported_op_error.ts";

const IMAGE = { x: ["N", 3, 8, 8] };
const FEATURES = { x: ["N", 4] };
const relu = node("Relu", ["x"], ["y"]);

function graphOf(parts: ModelParts, options?: ImportOptions): AnnGraph {
  return importOnnx(makeModel(parts), options).graph;
}

function kindsOf(graph: AnnGraph): readonly string[] {
  return graph.nodes.map(({ op }) => op.kind);
}

/** The message of the error that an import ends with. */
function refusalOf(parts: ModelParts, options?: ImportOptions): string {
  return assertThrows(() => importOnnx(makeModel(parts), options), Error).message;
}

function nodeOf(graph: AnnGraph, id: string): AnnNode {
  const found = graph.nodes.find((node) => node.id === id);
  assert(found !== undefined, `no node "${id}"`);
  return found;
}

Deno.test("importOnnx() names nodes after the file's nodes, else after their outputs", () => {
  const graph = graphOf({
    inputs: FEATURES,
    nodes: [
      node("Relu", ["x"], ["a"], {}, { name: "first" }),
      node("Tanh", ["a"], ["b"], {}, { name: "twice" }),
      node("Relu", ["b"], ["c"], {}, { name: "twice" }),
      node("Sigmoid", ["c"], ["d"]),
    ],
  });
  assertEquals(graph.nodes.map(({ id }) => id), ["x", "first", "b", "c", "d"]);
});

Deno.test("importOnnx() keeps ids apart where a node is called like an input", () => {
  const graph = graphOf({
    inputs: FEATURES,
    nodes: [
      node("Relu", ["x"], ["y"], {}, { name: "x" }),
      node("Tanh", ["y"], ["z"], {}, { name: "y" }),
    ],
  });
  assertEquals(graph.nodes.map(({ id }) => id), ["x", "y", "y:2"]);
});

Deno.test("importOnnx() tells which node stands for which input and output of the file", () => {
  const { inputs, outputs, opset, irVersion } = importOnnx(makeModel({
    opset: 13,
    irVersion: 7,
    inputs: FEATURES,
    nodes: [node("Relu", ["x"], ["y"], {}, { name: "act" }), node("Identity", ["y"], ["z"])],
    outputs: ["z", "y"],
  }));
  assertEquals(inputs, [{ name: "x", node: "x" }]);
  assertEquals(outputs, [{ name: "z", node: "act" }, { name: "y", node: "act" }]);
  assertEquals([opset, irVersion], [13, 7]);
});

Deno.test("importOnnx() drops the batch axis, whatever the file calls it", () => {
  for (const batch of ["N", "", 1, 5]) {
    const graph = graphOf({ inputs: { x: [batch, 4] }, nodes: [relu] });
    assertEquals(graph.nodes.map(({ shape }) => shape), [[4], [4]]);
  }
});

Deno.test("importOnnx() takes inputs as whole samples where told", () => {
  const graph = graphOf({
    inputs: { x: [2, 3] },
    nodes: [node("Softmax", ["x"], ["y"], { axis: 0 })],
  }, {
    batch: "none",
  });
  assertEquals(nodeOf(graph, "y").shape, [2, 3]);
});

Deno.test("importOnnx() takes initialisers that are listed as inputs for weights", () => {
  const graph = graphOf({
    irVersion: 3,
    inputs: { ...FEATURES, w: [4, 2] },
    weights: [floats("w", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
    nodes: [node("MatMul", ["x", "w"], ["y"])],
  });
  assertEquals(kindsOf(graph), ["input", "dense"]);
  const { op } = nodeOf(graph, "y");
  assert(op.kind === "dense");
  assertEquals([...op.weight.data], [1, 3, 5, 7, 2, 4, 6, 8]);
});

Deno.test("importOnnx() binds inputs to constants", () => {
  const graph = graphOf({
    inputs: { ...FEATURES, shape: [2] },
    types: { shape: 7 },
    nodes: [node("Reshape", ["x", "shape"], ["y"])],
  }, { constants: new Map([["shape", tensor([3], [-1, 2, 2])]]) });
  assertEquals(nodeOf(graph, "y").shape, [2, 2]);
});

Deno.test("importOnnx() leaves out nodes and inputs that no output depends on, and says so", () => {
  const { graph, findings } = importOnnx(makeModel({
    inputs: { ...FEATURES, spare: ["N", 2] },
    nodes: [node("LSTM", ["spare"], ["s"]), relu],
  }));
  assertEquals(kindsOf(graph), ["input", "relu"]);
  assertEquals(findings.map(({ code }) => code), ["input-unused"]);
});

Deno.test("importOnnx() says where a file with an open batch only works with one sample", () => {
  const parts = {
    inputs: { x: ["N", 4, 2] },
    weights: [ints("shape", [1, 8]), floats("w", [8, 2], new Array(16).fill(1))],
    nodes: [node("Reshape", ["x", "shape"], ["r"]), node("MatMul", ["r", "w"], ["y"])],
  };
  const { graph, findings } = importOnnx(makeModel(parts));
  assertEquals(kindsOf(graph), ["input", "reshape", "dense"]);
  assertEquals(findings.map(({ code }) => code), ["batch-fixed"]);
});

Deno.test("importOnnx() refuses what lets one sample depend on another", () => {
  const mixing: readonly ReturnType<typeof node>[] = [
    node("Softmax", ["x"], ["y"], { axis: 0 }),
    node("ReduceMean", ["x"], ["y"]),
    node("Concat", ["x", "x"], ["y"], { axis: 0 }),
  ];
  for (const only of mixing) {
    assert(
      refusalOf({ inputs: FEATURES, nodes: [only] }).includes("axis 0 is the batch"),
      only.opType,
    );
  }
});

Deno.test("importOnnx() reads weights from other files", () => {
  const bytes = new Uint8Array(Float32Array.of(9, 1, 2, 3, 4, 9).buffer);
  const graph = graphOf({
    inputs: FEATURES,
    weights: [external("w", [4], { location: "w.bin", offset: "4", length: "16" })],
    nodes: [node("Add", ["x", "w"], ["y"])],
  }, { externalData: (location) => location === "w.bin" ? bytes : undefined });
  const { op } = nodeOf(graph, "y");
  assert(op.kind === "affine");
  assertEquals([...op.shift.data], [1, 2, 3, 4]);
});

Deno.test("importOnnx() asks for each file of weights once", () => {
  const asked: string[] = [];
  graphOf({
    inputs: FEATURES,
    weights: ["a", "b"].map((name) => external(name, [4], { location: "w.bin", length: "16" })),
    nodes: [node("Sum", ["x", "a", "b"], ["y"])],
  }, {
    externalData: (location) => {
      asked.push(location);
      return new Uint8Array(16);
    },
  });
  assertEquals(asked, ["w.bin"]);
});

Deno.test("importOnnx() names every missing file of weights at once", () => {
  const message = refusalOf({
    inputs: FEATURES,
    weights: ["a.bin", "b.bin", "a.bin"].map((location, i) => external(`w${i}`, [4], { location })),
    nodes: [node("Sum", ["x", "w0", "w1", "w2"], ["y"])],
  });
  assert(message.includes(`received none of "a.bin", "b.bin"`), message);
});

Deno.test("importOnnx() refuses external bytes that lie beyond their file", () => {
  const message = refusalOf({
    inputs: FEATURES,
    weights: [external("w", [4], { location: "w.bin", offset: "8", length: "16" })],
    nodes: [node("Add", ["x", "w"], ["y"])],
  }, { externalData: () => new Uint8Array(16) });
  assert(message.includes(`initialiser "w": its bytes must lie in "w.bin"`), message);
});

Deno.test("importOnnx() lists every weight that holds NaN or infinity", () => {
  const message = refusalOf({
    inputs: FEATURES,
    weights: [floats("a", [4], [1, NaN, 2, 3]), floats("b", [4], [Infinity, 1, 1, -Infinity])],
    nodes: [node("Sum", ["x", "a", "b"], ["y"])],
  });
  assert(message.includes(`"a": its values must be finite: received 1 of 4`), message);
  assert(message.includes(`"b": its values must be finite: received 2 of 4`), message);
});

Deno.test("importOnnx() takes infinite bounds of Clip", () => {
  const graph = graphOf({
    inputs: FEATURES,
    weights: [floats("low", [], [-1]), floats("high", [], [Infinity])],
    nodes: [node("Clip", ["x", "low", "high"], ["y"])],
  });
  assertEquals(nodeOf(graph, "y").op, { kind: "clip", min: -1, max: Infinity });
});

Deno.test("importOnnx() lists every operator without a counterpart, with remedies", () => {
  const parts = {
    opset: 20,
    domains: { "com.microsoft": 1 },
    inputs: IMAGE,
    weights: [floats("w", [3, 3, 3, 3], new Array(81).fill(0.1)), floats("s", [4], [1, 1, 2, 2])],
    nodes: [
      node("Conv", ["x", "w"], ["a"]),
      node("Gelu", ["a"], ["b"], {}, { name: "mlp/act" }),
      node("Resize", ["b", "", "s"], ["c"], { mode: "linear" }),
      node("FusedConv", ["c", "w"], ["d"], {}, { domain: "com.microsoft" }),
      node("LSTM", ["d"], ["e"]),
    ],
  };
  const error = assertThrows(
    () => importOnnx(makeModel(parts), { name: "net.onnx" }),
    UnsupportedOpError,
  );
  assertEquals(error.nodes, [
    { name: "mlp/act", opType: "Gelu", domain: "", opset: 20 },
    { name: "c", opType: "Resize", domain: "", opset: 20, reason: `mode "linear"` },
    { name: "d", opType: "FusedConv", domain: "com.microsoft", opset: 1 },
    { name: "e", opType: "LSTM", domain: "", opset: 20 },
  ]);
  assert(
    error.message.startsWith(
      `Cannot import "net.onnx" as 4 nodes have no counterpart in the IR: "Gelu" at "mlp/act" ` +
        `(opset 20), "Resize" at "c" (opset 20; mode "linear"), "com.microsoft.FusedConv" at "d" ` +
        `(opset 1), "LSTM" at "e" (opset 20)\n`,
    ),
    error.message,
  );
  for (const word of ["ReLU", "nearest", "ONNX Runtime optimises", "docs/SUPPORTED_OPS.md"]) {
    assert(error.hint.includes(word), word);
  }
});

Deno.test("importOnnx() names at most 20 operators and counts the rest", () => {
  const nodes = Array.from(
    { length: 23 },
    (_, i) => node("Mish", [i === 0 ? "x" : `m${i - 1}`], [`m${i}`]),
  );
  const message = refusalOf({ inputs: FEATURES, nodes });
  assert(message.includes(`"Mish" at "m19" (opset 17), and 3 more`), message);
});

Deno.test("importOnnx() lists every breach of a rule at once", () => {
  const message = refusalOf({
    inputs: IMAGE,
    weights: [floats("w", [3, 5, 3, 3], new Array(135).fill(1)), floats("g", [3], [1, 1, 1])],
    nodes: [
      node("Conv", ["x", "w"], ["a"]),
      node("BatchNormalization", ["x", "g", "g", "g"], ["b"]),
      node("Add", ["a", "b"], ["c"]),
      node("Relu", ["nowhere"], ["d"]),
    ],
    outputs: ["c", "d", "lost"],
  });
  assert(message.startsWith(`Cannot import "model" as these 4 break a rule:\n`), message);
  for (
    const line of [
      `"a" (Conv): its weight [3, 5, 3, 3] with 1 groups needs 5 input channels`,
      `"b" (BatchNormalization): it needs a variance: received none`,
      `"d" (Relu): nothing yields its input "nowhere" before it`,
      `output "lost": nothing yields it`,
    ]
  ) assert(message.includes(line), message);
});

Deno.test("importOnnx() refuses values that share a name", () => {
  const message = refusalOf({
    inputs: FEATURES,
    nodes: [relu, node("Tanh", ["x"], ["y"]), node("Neg", ["y"], ["x"])],
    outputs: ["y"],
  });
  for (const name of ["y", "x"]) {
    assert(message.includes(`value "${name}": it must be yielded once`), message);
  }
});

Deno.test("importOnnx() refuses operators named like properties of every object", () => {
  for (const opType of ["constructor", "toString", "__proto__"]) {
    const parts = { inputs: FEATURES, nodes: [node(opType, ["x"], ["y"])] };
    assertThrows(() => importOnnx(makeModel(parts)), UnsupportedOpError, `"${opType}" at "y"`);
  }
});

Deno.test("importOnnx() asks for fixed heights and widths", () => {
  const message = refusalOf({
    inputs: { img: ["N", 3, "H", "W"] },
    nodes: [node("Relu", ["img"], ["y"])],
  });
  assert(message.includes(`input "img": every axis but the first`), message);
  assert(
    message.includes("[N, 3, H, W] (export the model with a fixed height and width)"),
    message,
  );
});

Deno.test("importOnnx() refuses inputs that disagree on the batch", () => {
  const message = refusalOf({
    inputs: { a: [2, 4], b: [3, 4] },
    nodes: [node("Add", ["a", "b"], ["y"])],
  });
  assert(
    message.includes(`its inputs must agree on the batch: received "a" [2, 4], "b" [3, 4]`),
    message,
  );
});

Deno.test("importOnnx() refuses volumes, calculated weights, and statistics of training", () => {
  const w = floats("w", [1, 3, 1, 1, 1], [1, 1, 1]);
  const g = floats("g", [3], [1, 1, 1]);
  const cases: readonly (readonly [ModelParts, string])[] = [
    [
      { inputs: { x: ["N", 3, 4, 4, 4] }, weights: [w], nodes: [node("Conv", ["x", "w"], ["y"])] },
      "a 3-D layer",
    ],
    [
      { inputs: { ...IMAGE, w: ["N", 3, 3, 3] }, nodes: [node("Conv", ["x", "w"], ["y"])] },
      "its weight must be known at import",
    ],
    [{
      inputs: IMAGE,
      weights: [g],
      nodes: [node("BatchNormalization", ["x", "g", "g", "g", "g"], ["y"], { "training_mode": 1 })],
    }, "evaluation mode"],
    [{
      inputs: IMAGE,
      nodes: [node("MaxPool", ["x"], ["y", "i"], { "kernel_shape": [2, 2] })],
      outputs: ["y", "i"],
    }, "its indices are read"],
    [
      { inputs: { x: ["N"] }, nodes: [node("MaxPool", ["x"], ["y"], { "kernel_shape": [2, 2] })] },
      "its input must be [N, C, L] or [N, C, H, W]",
    ],
    [
      { inputs: IMAGE, nodes: [node("Transpose", ["x"], ["y"], { perm: [0, 1] })] },
      "permutation of 4 axes",
    ],
    [{ inputs: FEATURES, nodes: [node("Clip", ["x", "x"], ["y"])] }, "its minimum must be known"],
    [
      { inputs: FEATURES, nodes: [node("Cast", ["x"], ["y"], { to: 7 })] },
      "a conversion of activations to INT64",
    ],
  ];
  for (const [parts, expected] of cases) {
    const message = refusalOf(parts);
    assert(message.includes(expected), message);
  }
});

Deno.test("importOnnx() imports Dropout of training as the identity and says so", () => {
  const training = { ...ints("t", 1), dataType: 9, int64Data: [], int32Data: [1] };
  const { graph, findings } = importOnnx(makeModel({
    inputs: FEATURES,
    weights: [training],
    nodes: [node("Relu", ["x"], ["r"]), node("Dropout", ["r", "", "t"], ["y"])],
  }));
  assertEquals(kindsOf(graph), ["input", "relu"]);
  assertEquals(findings.map(({ code, node }) => [code, node]), [["dropout-ignored", "r"]]);
});

Deno.test("importOnnx() makes a constant of an output that no input reaches", () => {
  const graph = graphOf({
    inputs: FEATURES,
    weights: [floats("c", [2], [1, 2])],
    nodes: [relu, node("Neg", ["c"], ["n"])],
    outputs: ["y", "n"],
  });
  assertEquals(nodeOf(graph, "n").op, { kind: "constant", value: tensor([2], [-1, -2]) });
});

Deno.test("importOnnx() refuses constants that would fill the memory", () => {
  const message = refusalOf({
    inputs: FEATURES,
    weights: [ints("shape", [100000, 100000])],
    nodes: [node("ConstantOfShape", ["shape"], ["c"]), node("Add", ["x", "c"], ["y"])],
  });
  assert(message.includes("a calculated constant must hold at most"), message);
});

Deno.test("importOnnx() remembers that an image comes channels last", () => {
  const graph = graphOf({
    inputs: { x: ["N", 8, 6, 3] },
    weights: [floats("w", [1, 3, 1, 1], [1, 1, 1])],
    nodes: [
      node("Transpose", ["x"], ["t"], { perm: [0, 3, 1, 2] }),
      node("Conv", ["t", "w"], ["y"]),
    ],
  });
  const [input] = graph.nodes;
  assertEquals(input, {
    id: "x",
    op: { kind: "input", sourceLayout: "nhwc" },
    inputs: [],
    shape: [3, 8, 6],
  });
});

Deno.test("importOnnx() leaves shared layers and outputs without the shift that follows them", () => {
  const graph = graphOf({
    inputs: FEATURES,
    weights: [floats("w", [4, 2], new Array(8).fill(1)), floats("b", [2], [1, 2])],
    nodes: [node("MatMul", ["x", "w"], ["p"]), node("Add", ["p", "b"], ["y"])],
    outputs: ["p", "y"],
  });
  assertEquals(kindsOf(graph), ["input", "dense", "affine"]);
  const { op } = nodeOf(graph, "p");
  assert(op.kind === "dense");
  assertEquals(op.bias, filled([2], 0));
});
