import {
  type AnnGraph,
  type AnnNode,
  type Dense,
  type NodeId,
  nodesById,
  readersOf,
} from "@snnkit/ir";
import { sameShape, type Tensor, transposeIndex } from "@snnkit/tensor";

/**
 * Where a transpose is flattened only for dense layers, the layers' columns take its order instead.
 */
export function absorbTransposes(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const readers = readersOf(graph);
  const changed = new Map<NodeId, AnnNode>();
  for (const node of graph.nodes) {
    const before = byId.get(node.inputs[0]);
    if (node.op.kind !== "reshape" || node.shape.length !== 1) continue;
    if (before?.op.kind !== "transpose" || graph.outputs.includes(node.id)) continue;
    const layers = readers.get(node.id) ?? [];
    if (!layers.every((layer) => layer.op.kind === "dense")) continue;
    const source = byId.get(before.inputs[0])!;
    const from = transposeIndex(source.shape, before.op.order);
    changed.set(node.id, { ...node, inputs: [source.id] });
    for (const layer of layers) {
      const op = layer.op as Dense;
      changed.set(layer.id, { ...layer, op: { ...op, weight: reordered(op.weight, from) } });
    }
  }
  return { ...graph, nodes: graph.nodes.map((node) => changed.get(node.id) ?? node) };
}

/** Column `i` moves to where its value now lies. */
function reordered({ shape, data }: Tensor, from: Uint32Array): Tensor {
  const [outputs, width] = shape;
  const result = new Float32Array(data.length);
  for (let row = 0; row < outputs; row++) {
    for (let i = 0; i < width; i++) result[row * width + from[i]] = data[row * width + i];
  }
  return { shape, data: result };
}

/** A transpose that only moves axes of 1 leaves the order of values, so it is a reshape. */
export function transposesToReshapes(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const nodes = graph.nodes.map((node): AnnNode => {
    if (node.op.kind !== "transpose") return node;
    const { shape } = byId.get(node.inputs[0])!;
    const moved = node.op.order.filter((axis) => shape[axis] !== 1);
    const still = sameShape(moved, [...moved].sort((a, b) => a - b));
    return still ? { ...node, op: { kind: "reshape", shape: node.shape } } : node;
  });
  return { ...graph, nodes };
}
