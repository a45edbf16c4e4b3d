import { create, toBinary } from "@bufbuild/protobuf";
import { type AnnGraph, type NodeId, nodesById } from "@snnkit/ir";
import { reshape, type Shape } from "@snnkit/tensor";
import { ModelProtoSchema, type ValueInfoProto } from "onnx-buf";
import { isDilated, writeNode, writeRepeated } from "./_export/write_node.ts";
import { batchedValue, createWriter, floatTensor, type Writer } from "./_export/writer.ts";

/** How to write an ONNX file. */
export interface ExportOptions {
  /**
   * Which nodes the file yields: the graph's own outputs (default), every node but the inputs and
   * constants, or those named, in order.
   */
  readonly outputs?: "graph" | "all" | readonly NodeId[];
  /**
   * How roundings of up to 8 bits are written: as `QuantizeLinear` and `DequantizeLinear` (default),
   * or as `Div`, `Round`, `Clip` and `Mul` of floats. Both say the same, but ONNX Runtime takes the
   * former as leave to round the weights beside them, too.
   */
  readonly roundings?: "integers" | "floats";
}

/** Version of ONNX's operators, and of the file format that goes with it. */
const PLAIN = { opset: 17, irVersion: 8n } as const;

/** The same for graphs with dilated average pools, which are younger. */
const DILATED = { opset: 19, irVersion: 9n } as const;

/**
 * The network as an ONNX file that takes any number of samples: opset 17, or 19 for dilated
 * average pools.
 *
 * Images enter channels first or last, as the input's `sourceLayout` says. Values are named after their nodes; an input or a constant that is asked for as an output, and an
 * output that is asked for twice, is called `id:output`. Importing the file gives a graph that calculates the same.
 *
 * @param graph The network; must pass `verifyAnn`.
 * @returns The file.
 * @throws {TypeError} Where `outputs` names a node that the graph does not have.
 *
 * @example
 * ```ts
 * import { exportOnnx, importOnnx } from "@snnkit/onnx";
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("tiny");
 * net.named("y", { kind: "softmax", axis: 0 }, net.named("h", { kind: "relu" }, net.input([10])));
 * const { graph } = importOnnx(exportOnnx(net.finish(), { outputs: "all" }));
 * assertEquals(graph.outputs, ["h", "y"]);
 * ```
 */
export function exportOnnx(graph: AnnGraph, options: ExportOptions = {}): Uint8Array {
  const byId = nodesById(graph);
  const dilated = graph.nodes.some(({ op }) => op.kind === "avgPool2d" && isDilated(op));
  const { opset, irVersion } = dilated ? DILATED : PLAIN;
  const writer = createWriter(opset, byId.keys(), options.roundings ?? "integers");
  const input: ValueInfoProto[] = [];
  const names = new Map<NodeId, string>();

  for (const node of graph.nodes) {
    names.set(node.id, node.id);
    if (node.op.kind === "input") {
      const { sourceLayout } = node.op;
      const last = sourceLayout === "nhwc" && node.shape.length === 3;
      input.push(batchedValue(node.id, last ? channelsLast(node.shape) : node.shape));
      if (last) names.set(node.id, writeTurned(writer, node.id));
    } else if (node.op.kind === "constant") {
      const { value } = node.op;
      writer.initializers.push(floatTensor(node.id, reshape(value, [1, ...value.shape])));
    } else {
      writeNode(writer, {
        node,
        shapes: node.inputs.map((id) => byId.get(id)!.shape),
        inputs: node.inputs.map((id) => names.get(id)!),
        constants: node.inputs.map((id) => byId.get(id)!.op.kind === "constant"),
      });
    }
  }
  const model = graph.nodes.find(({ op }) => op.kind === "input")?.id;
  const ids = outputIds(graph, options.outputs ?? "graph");
  const output = ids.map((id, i): ValueInfoProto => {
    const node = byId.get(id)!;
    const calculated = node.op.kind !== "input" && node.op.kind !== "constant";
    if (calculated && ids.indexOf(id) === i) return batchedValue(id, node.shape);
    // What enters the file, and what it yields twice, needs another name to leave it.
    const name = writer.name(`${id}:output`);
    if (node.op.kind === "constant" && model !== undefined) {
      writeRepeated(writer, { constant: id, sample: node.shape, model }, name);
    } else {
      writer.node("Identity", [names.get(id)!], name);
    }
    return batchedValue(name, node.shape);
  });
  const file = create(ModelProtoSchema, {
    irVersion,
    producerName: "snnkit",
    opsetImport: [{ domain: "", version: BigInt(opset) }],
    graph: {
      name: graph.name,
      node: writer.nodes,
      initializer: writer.initializers,
      input,
      output,
    },
  });
  return toBinary(ModelProtoSchema, file);
}

/** Adds the transpose from `[H, W, C]`; returns the name of the value channels first. */
function writeTurned(writer: Writer, id: NodeId): string {
  const name = writer.name(`${id}:nchw`);
  writer.node("Transpose", [id], name, { perm: { ints: [0, 3, 1, 2] } });
  return name;
}

function channelsLast([channels, height, width]: Shape): Shape {
  return [height, width, channels];
}

function outputIds(graph: AnnGraph, asked: "graph" | "all" | readonly NodeId[]): readonly NodeId[] {
  if (asked === "graph") return graph.outputs;
  if (asked === "all") {
    return graph.nodes.filter(({ op }) => op.kind !== "input" && op.kind !== "constant")
      .map(({ id }) => id);
  }
  const known = new Set(graph.nodes.map(({ id }) => id));
  const missing = asked.filter((id) => !known.has(id));
  if (missing.length > 0) {
    throw new TypeError(
      `Cannot export "${graph.name}" as every output must be one of its nodes: received ` +
        missing.map((id) => `"${id}"`).join(", "),
    );
  }
  return asked;
}
