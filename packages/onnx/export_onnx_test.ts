import { fromBinary } from "@bufbuild/protobuf";
import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { ANN_LAYERS, annGraphWith, tinyConvNet } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "onnx-buf";
import { exportOnnx, type ExportOptions } from "./export_onnx.ts";
import { importOnnx } from "./import_onnx.ts";

function modelOf(graph: AnnGraph, options?: ExportOptions): ModelProto & { graph: GraphProto } {
  const model = fromBinary(ModelProtoSchema, exportOnnx(graph, options));
  return model as ModelProto & { graph: GraphProto };
}

function axesOf(info: GraphProto["input"][number]): readonly (number | string)[] {
  if (info.type?.value.case !== "tensorType") return [];
  return (info.type.value.value.shape?.dim ?? []).map(({ value }) =>
    value.case === "dimValue" ? Number(value.value) : value.value ?? ""
  );
}

const WINDOW = {
  kernel: [2, 2],
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  ceilMode: false,
} as const;

Deno.test("exportOnnx() names values after nodes and leaves the batch open", () => {
  const { graph, irVersion, opsetImport } = modelOf(tinyConvNet());
  assertEquals(graph.input.map(({ name }) => name), ["input"]);
  assertEquals(axesOf(graph.input[0]), ["N", 1, 6, 6]);
  assertEquals(graph.output.map(({ name }) => name), [...tinyConvNet().outputs]);
  assertEquals([Number(irVersion), Number(opsetImport[0].version)], [8, 17]);
});

Deno.test("exportOnnx() keeps ids and kinds through a round trip", () => {
  const graph = tinyConvNet();
  const again = importOnnx(exportOnnx(graph)).graph;
  const facts = (net: AnnGraph): unknown =>
    net.nodes.map(({ id, op, inputs, shape }) => [id, op.kind, inputs, shape]);
  assertEquals(facts(again), facts(graph));
});

Deno.test("exportOnnx() yields every calculated node where asked for all", () => {
  const { graph } = modelOf(tinyConvNet(), { outputs: "all" });
  const wanted = tinyConvNet().nodes.map(({ id }) => id).filter((id) => id !== "input");
  assertEquals(graph.output.map(({ name }) => name), wanted);
});

Deno.test("exportOnnx() yields inputs, constants and repeated outputs under names of their own", () => {
  const net = graphBuilder<AnnOp>("net");
  const c = net.named("c", { kind: "constant", value: filled([4], 1) });
  const sum = net.named("y", { kind: "add" }, net.input([4]), c);
  const outputs = ["y", "input", "c", "y"];
  const { graph } = modelOf(net.finish(sum), { outputs });
  assertEquals(graph.output.map(({ name }) => name), ["y", "input:output", "c:output", "y:output"]);
  const again = importOnnx(exportOnnx(net.finish(sum), { outputs })).graph;
  assertEquals(again.outputs, ["y", "input", "c:output", "y"]);
  assertEquals(again.nodes.find(({ id }) => id === "c:output")?.shape, [4]);
});

Deno.test("exportOnnx() refuses outputs that the graph does not have", () => {
  assertThrows(
    () => exportOnnx(tinyConvNet(), { outputs: ["relu", "lost", "gone"] }),
    TypeError,
    `every output must be one of its nodes: received "lost", "gone"`,
  );
});

Deno.test("exportOnnx() gives images back to files that take them channels last", () => {
  const graph: AnnGraph = {
    name: "last",
    nodes: [
      { id: "x", op: { kind: "input", sourceLayout: "nhwc" }, inputs: [], shape: [3, 8, 6] },
      { id: "y", op: { kind: "relu" }, inputs: ["x"], shape: [3, 8, 6] },
      {
        id: "z",
        op: { kind: "maxPool2d", ...WINDOW, dilation: [1, 1] },
        inputs: ["y"],
        shape: [3, 7, 5],
      },
    ],
    outputs: ["z"],
  };
  assertEquals(axesOf(modelOf(graph).graph.input[0]), ["N", 8, 6, 3]);
  assertEquals(importOnnx(exportOnnx(graph), { name: "last" }).graph, graph);
});

Deno.test("exportOnnx() raises the opset for dilated average pools only", () => {
  const versions = ([[1, 1], [2, 2]] as const).map((dilation) => {
    const net = graphBuilder<AnnOp>("net");
    net.add({ kind: "avgPool2d", ...WINDOW, dilation, countPadding: false }, net.input([1, 5, 5]));
    net.add({ kind: "reduceMean", axes: [0] }, "avgPool2d_1");
    const graph = net.finish();
    assertEquals(importOnnx(exportOnnx(graph)).graph.nodes.map(({ op }) => op.kind), [
      "input",
      "avgPool2d",
    ]);
    return Number(modelOf(graph).opsetImport[0].version);
  });
  assertEquals(versions, [17, 19]);
});

Deno.test("exportOnnx() keeps helper names apart from ids", () => {
  const net = graphBuilder<AnnOp>("net");
  const weight = filled([2, 4], 1);
  const first = net.named("y:weight", { kind: "relu" }, net.input([4]));
  net.named("y", { kind: "dense", weight, bias: filled([2], 1) }, first);
  const again = importOnnx(exportOnnx(net.finish())).graph;
  assertEquals(again.nodes.map(({ id }) => id), ["input", "y:weight", "y"]);
});

Deno.test("exportOnnx() writes an affine map as one or two nodes that come back as one", () => {
  const maps = [[2, 0], [1, 3], [2, 3], [1, 0]] as const;
  const found = maps.map(([scale, shift]) => {
    const net = graphBuilder<AnnOp>("net");
    const op = {
      kind: "affine",
      scale: tensor([1], [scale]),
      shift: tensor([1], [shift]),
    } as const;
    net.named("y", op, net.input([4]));
    const graph = net.finish();
    const again = importOnnx(exportOnnx(graph)).graph.nodes.slice(1);
    return [modelOf(graph).graph.node.map(({ opType }) => opType), again.map(({ op }) => op)];
  });
  const op = (scale: number, shift: number): AnnOp => ({
    kind: "affine",
    scale: tensor([1], [scale]),
    shift: tensor([1], [shift]),
  });
  assertEquals(found, [
    [["Mul"], [op(2, 0)]],
    [["Add"], [op(1, 3)]],
    [["Mul", "Add"], [op(2, 3)]],
    [["Mul"], []],
  ]);
});

Deno.test("exportOnnx() writes files that importOnnx() reads, for every kind of layer", () => {
  for (const layer of ANN_LAYERS) {
    const graph = annGraphWith(layer);
    assertEquals(importOnnx(exportOnnx(graph)).graph.outputs, graph.outputs, layer);
  }
});
