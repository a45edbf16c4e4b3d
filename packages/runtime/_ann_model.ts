import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { exportOnnx } from "@snnkit/onnx";

/** A graph as ONNX Runtime takes it. */
export interface AnnModel {
  /** The ONNX file, whose input is channels first. */
  readonly bytes: Uint8Array;
  /** Where samples enter. */
  readonly input: AnnNode;
}

/**
 * Write a graph as a model with these nodes as outputs, under their ids.
 *
 * @throws {TypeError} Where the graph has not one input, or a node wanted is not there or is an
 * input or a constant, which no model computes.
 */
export function annModel(graph: AnnGraph, outputs: readonly NodeId[]): AnnModel {
  const inputs = graph.nodes.filter((node) => node.op.kind === "input");
  if (inputs.length !== 1) {
    const ids = inputs.map((node) => `"${node.id}"`).join(", ");
    throw new TypeError(
      `Cannot run "${graph.name}" on samples as it must have one input: found ${ids || "none"}`,
    );
  }
  const computed = new Set(graph.nodes.filter(isComputed).map((node) => node.id));
  const refused = outputs.filter((id) => !computed.has(id));
  if (refused.length > 0) {
    throw new TypeError(
      `Cannot run "${graph.name}" as its outputs must be nodes that it computes: ` +
        `received ${refused.map((id) => `"${id}"`).join(", ")}`,
    );
  }
  return {
    // Of whole numbers ONNX Runtime makes more than was said: it rounds weights, too.
    bytes: exportOnnx(channelsFirst(graph), {
      outputs: [...new Set(outputs)],
      roundings: "floats",
    }),
    input: inputs[0],
  };
}

/** Whether a node's value comes out of a run rather than being known before it. */
export function isComputed(node: AnnNode): boolean {
  return node.op.kind !== "input" && node.op.kind !== "constant";
}

/** Samples are channels first whatever the graph's file wants: so is the model that we run. */
function channelsFirst(graph: AnnGraph): AnnGraph {
  const nodes = graph.nodes.map((node): AnnNode =>
    node.op.kind === "input" ? { ...node, op: { ...node.op, sourceLayout: "nchw" } } : node
  );
  return { ...graph, nodes };
}
