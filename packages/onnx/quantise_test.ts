import { type AnnGraph, type AnnNode, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { create } from "@bufbuild/protobuf";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { type TensorProto, TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { floats, makeModel, type ModelParts, node, numbers } from "./testing/make_model.ts";
import { exportOnnx } from "./export_onnx.ts";
import { importOnnx } from "./import_onnx.ts";
import { UnsupportedOpError } from "./unsupported_op_error.ts";

const Type = TensorProto_DataType;

function graphOf(parts: ModelParts): AnnGraph {
  return importOnnx(makeModel({ opset: 21, irVersion: 10, ...parts })).graph;
}

function opsOf(graph: AnnGraph): readonly AnnOp[] {
  return graph.nodes.map(({ op }) => op);
}

const grid = [floats("s", [], [0.5]), numbers("z", Type.UINT8, [], [3])];
const ROUNDING = {
  kind: "fakeQuantise",
  scale: tensor([1], [0.5]),
  zeroPoint: tensor([1], [3]),
  min: 0,
  max: 255,
} as const;

Deno.test("importOnnx() reads a pair of QuantizeLinear and DequantizeLinear as one rounding", () => {
  const graph = graphOf({
    inputs: { x: ["N", 4] },
    weights: grid,
    nodes: [
      node("QuantizeLinear", ["x", "s", "z"], ["q"]),
      node("DequantizeLinear", ["q", "s", "z"], ["y"]),
    ],
  });
  assertEquals(opsOf(graph), [{ kind: "input", sourceLayout: "nchw" }, ROUNDING]);
  assertEquals(graph.outputs, ["q"]);
});

Deno.test("importOnnx() takes the range of a rounding from the type of its zero point", () => {
  const ranges: readonly (readonly [TensorProto_DataType, number, number])[] = [
    [Type.UINT8, 0, 255],
    [Type.INT8, -128, 127],
    [Type.UINT16, 0, 65535],
    [Type.INT16, -32768, 32767],
    [Type.INT4, -8, 7],
    [Type.UINT4, 0, 15],
  ];
  for (const [type, min, max] of ranges) {
    const [, op] = opsOf(graphOf({
      inputs: { x: ["N", 4] },
      weights: [grid[0], numbers("z", type, [], [0])],
      nodes: [
        node("QuantizeLinear", ["x", "s", "z"], ["q"]),
        node("DequantizeLinear", ["q", "s", "z"], ["y"]),
      ],
    }));
    assert(op.kind === "fakeQuantise");
    assertEquals([op.min, op.max], [min, max], Type[type]);
  }
});

Deno.test("importOnnx() rounds to 8 bits from 0 where no zero point tells otherwise", () => {
  const nodes = [
    node("QuantizeLinear", ["x", "s"], ["q"]),
    node("DequantizeLinear", ["q", "s"], ["y"]),
  ];
  const [, op] = opsOf(graphOf({ inputs: { x: ["N", 4] }, weights: grid.slice(0, 1), nodes }));
  assertEquals(op, { ...ROUNDING, zeroPoint: tensor([1], [0]) });
});

Deno.test("importOnnx() lets whole numbers pass a max-pool between the two", () => {
  const graph = graphOf({
    inputs: { x: ["N", 1, 4, 4] },
    weights: grid,
    nodes: [
      node("QuantizeLinear", ["x", "s", "z"], ["q"]),
      node("MaxPool", ["q"], ["p"], { "kernel_shape": [2, 2], strides: [2, 2] }),
      node("DequantizeLinear", ["p", "s", "z"], ["y"]),
    ],
  });
  const kinds = opsOf(graph).map(({ kind }) => kind);
  assertEquals(kinds, ["input", "fakeQuantise", "affine", "maxPool2d", "affine"]);
});

/** The weights of a dense layer whose weight is calculated by these nodes. */
function weightOf(weights: readonly TensorProto[], nodes: ModelParts["nodes"]): readonly number[] {
  const graph = graphOf({
    inputs: { x: ["N", 2] },
    weights,
    nodes: [...nodes, node("Gemm", ["x", "w"], ["y"], { transB: 1 })],
  });
  const [, op] = opsOf(graph);
  assert(op.kind === "dense");
  return [...op.weight.data];
}

Deno.test("importOnnx() calculates weights of 8 bits with a scale for each output", () => {
  const weights = [
    numbers("q", Type.INT8, [2, 2], [-128, 127, 1, -1]),
    floats("ws", [2], [0.5, 0.1]),
    numbers("wz", Type.INT8, [2], [0, 1]),
  ];
  const found = weightOf(weights, [
    node("DequantizeLinear", ["q", "ws", "wz"], ["w"], { axis: 0 }),
  ]);
  const tenth = Math.fround(0.1);
  assertEquals(found, [-64, 63.5, 0, Math.fround(-2 * tenth)]);
});

Deno.test("importOnnx() calculates weights of 4 bits, two in a byte", () => {
  const q = create(TensorProtoSchema, {
    name: "q",
    dataType: Type.INT4,
    dims: [2n, 2n],
    rawData: Uint8Array.of(0x78, 0xf1),
  });
  const nodes = [node("DequantizeLinear", ["q", "s"], ["w"])];
  assertEquals(weightOf([q, grid[0]], nodes), [-4, 3.5, 0.5, -0.5]);
});

Deno.test("importOnnx() calculates weights in blocks with scales of their own", () => {
  const weights = [
    numbers("q", Type.INT8, [2, 2], [1, 2, 3, 4]),
    floats("ws", [1, 2], [1, 10]),
  ];
  const attributes = { axis: 0, "block_size": 2 };
  const found = weightOf(weights, [node("DequantizeLinear", ["q", "ws"], ["w"], attributes)]);
  assertEquals(found, [1, 20, 3, 40]);
});

Deno.test("importOnnx() rounds weights that a file keeps as floats", () => {
  const weights = [floats("f", [2, 2], [0.25, 0.75, -9, 200]), ...grid];
  const found = weightOf(weights, [
    node("QuantizeLinear", ["f", "s", "z"], ["q"]),
    node("DequantizeLinear", ["q", "s", "z"], ["w"]),
  ]);
  assertEquals(found, [0, 1, -1.5, 126]);
});

Deno.test("importOnnx() calculates binary weights from their signs and a factor", () => {
  const weights = [floats("f", [2, 2], [0.3, -0.7, -9, 2]), floats("alpha", [2, 1], [0.5, 2])];
  const found = weightOf(weights, [
    node("Sign", ["f"], ["signs"]),
    node("Mul", ["signs", "alpha"], ["w"]),
  ]);
  assertEquals(found, [0.5, -0.5, -2, 2]);
});

Deno.test("importOnnx() reads Round of an activation as a rounding without bounds", () => {
  const graph = graphOf({ inputs: { x: ["N", 4] }, nodes: [node("Round", ["x"], ["y"])] });
  assertEquals(opsOf(graph)[1], {
    kind: "fakeQuantise",
    scale: tensor([1], [1]),
    zeroPoint: tensor([1], [0]),
    min: -Infinity,
    max: Infinity,
  });
});

Deno.test("importOnnx() reads QLinearConv as a convolution between roundings", () => {
  const graph = graphOf({
    inputs: { x: ["N", 1, 2, 2] },
    weights: [
      ...grid,
      numbers("w", Type.INT8, [1, 1, 1, 1], [3]),
      floats("ws", [], [2]),
      numbers("wz", Type.INT8, [], [1]),
      floats("ys", [], [0.25]),
      numbers("yz", Type.UINT8, [], [0]),
      numbers("b", Type.INT32, [1], [5]),
    ],
    nodes: [
      node("QuantizeLinear", ["x", "s", "z"], ["q"]),
      node("QLinearConv", ["q", "s", "z", "w", "ws", "wz", "ys", "yz", "b"], ["c"]),
      node("DequantizeLinear", ["c", "ys", "yz"], ["y"]),
    ],
  });
  const [, first, conv, last] = opsOf(graph);
  assertEquals(first, ROUNDING);
  assert(conv.kind === "conv2d");
  assertEquals([conv.weight.data[0], conv.bias.data[0]], [4, 5]);
  const [scale, zeroPoint] = [tensor([1], [0.25]), tensor([1], [0])];
  assertEquals(last, { kind: "fakeQuantise", scale, zeroPoint, min: 0, max: 255 });
});

Deno.test("importOnnx() reads QLinearMatMul as a dense layer between roundings", () => {
  const graph = graphOf({
    inputs: { x: ["N", 2] },
    weights: [...grid, numbers("w", Type.INT8, [2, 2], [1, 2, 3, 4]), floats("ws", [2], [1, 10])],
    nodes: [
      node("QuantizeLinear", ["x", "s", "z"], ["q"]),
      node("QLinearMatMul", ["q", "s", "z", "w", "ws", "zeros", "s", "z"], ["c"]),
      node("DequantizeLinear", ["c", "s", "z"], ["y"]),
    ].toSpliced(1, 0, node("Constant", [], ["zeros"], { value: numbers("", Type.INT8, [], [0]) })),
  });
  const [, , dense] = opsOf(graph);
  assert(dense.kind === "dense");
  assertEquals([...dense.weight.data], [1, 3, 20, 40]);
});

Deno.test("importOnnx() tells what to do about scales that are calculated", () => {
  const model = makeModel({
    inputs: { x: ["N", 4] },
    nodes: [node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"])],
    outputs: ["q"],
  });
  assertThrows(() => importOnnx(model), UnsupportedOpError, "export in QDQ form");
});

Deno.test("importOnnx() refuses scales of an activation along its rows", () => {
  const model = makeModel({
    inputs: { x: ["N", 3, 2, 2] },
    weights: [floats("s", [2], [1, 2])],
    nodes: [node("QuantizeLinear", ["x", "s"], ["y"], { axis: 2 })],
  });
  assertThrows(() => importOnnx(model), UnsupportedOpError, "along anything but its channels");
});

/** A rounding of `[2, 3]`, exported and imported. */
function roundTrip(op: Partial<AnnOp>): readonly AnnNode[] {
  const net = graphBuilder<AnnOp>("rounding");
  net.named("y", { ...ROUNDING, ...op } as AnnOp, net.input([2, 3]));
  return importOnnx(exportOnnx(net.finish())).graph.nodes.slice(1);
}

Deno.test("exportOnnx() writes a rounding to 8 bits that is read back as it was", () => {
  const perChannel = { scale: tensor([2], [1, 2]), zeroPoint: tensor([2], [0, -3]) };
  for (const op of [{}, { ...perChannel, min: -128, max: 127 }]) {
    assertEquals(roundTrip(op).map((node) => node.op), [{ ...ROUNDING, ...op }]);
  }
});

Deno.test("exportOnnx() writes a clip before a rounding to fewer levels", () => {
  const [clip, rounding] = roundTrip({ zeroPoint: filled([1], 0), max: 3 });
  assertEquals(clip.op, { kind: "clip", min: 0, max: 1.5 });
  assertEquals(rounding.op, { ...ROUNDING, zeroPoint: filled([1], 0) });
});

Deno.test("exportOnnx() writes every rounding in floats where asked to", () => {
  const net = graphBuilder<AnnOp>("rounding");
  net.named("y", { ...ROUNDING, zeroPoint: filled([1], 0), max: 3 }, net.input([2, 3]));
  const { graph } = importOnnx(exportOnnx(net.finish(), { roundings: "floats" }));
  const kinds = graph.nodes.map(({ op }) => op.kind);
  assertEquals(kinds, ["input", "affine", "fakeQuantise", "clip", "affine"]);
});

Deno.test("exportOnnx() writes a rounding to more levels in floats", () => {
  const kinds = roundTrip({ min: -32768, max: 32767 }).map(({ op }) => op.kind);
  assertEquals(kinds, ["affine", "fakeQuantise", "affine", "clip", "affine", "affine"]);
});
