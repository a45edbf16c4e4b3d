import { countReaders, type NodeId, nodesById, type RateGraph, type RateNode } from "@snnkit/ir";
import { type Tensor, tensor } from "@snnkit/tensor";

/**
 * Give the neurons of every channel a constant current besides what they have.
 *
 * It goes into the bias of what they read where nothing else reads that, through a sum into one of
 * its operands; else into a node `id/current` of its own. Nodes and tensors that need no change are
 * shared. Biases are rounded to float32.
 *
 * @param graph Not modified.
 * @param population The id of an `if` node.
 * @param current For every step, one a channel (axis 0 of the shape), in the unit of the threshold.
 * @throws {TypeError} Where the graph has no such neurons, or the currents are not one a channel.
 *
 * @example
 * ```ts
 * import { addCurrent } from "@snnkit/calibrate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = tinyRateGraph();
 * const corrected = addCurrent(graph, "relu", [0.5, 0, 0, 0]);
 * assertEquals(corrected.nodes.map(({ id }) => id), graph.nodes.map(({ id }) => id));
 * ```
 */
export function addCurrent(
  graph: RateGraph,
  population: NodeId,
  current: ArrayLike<number>,
): RateGraph {
  const nodes = nodesById(graph);
  const neurons = nodes.get(population);
  if (neurons?.op.kind !== "if") {
    throw new TypeError(
      `Cannot add a current as "${population}" must be neurons of "${graph.name}": received ` +
        `${neurons?.op.kind ?? "no such node"}`,
    );
  }
  if (current.length !== neurons.shape[0]) {
    throw new TypeError(
      `Cannot add a current as "${population}" needs one a channel, ${neurons.shape[0]}: ` +
        `received ${current.length}`,
    );
  }
  const readers = countReaders(graph);
  const [source] = neurons.inputs;
  const changed = biased(nodes, readers, source, neurons, current);
  if (changed) {
    return { ...graph, nodes: graph.nodes.map((node) => node.id === changed.id ? changed : node) };
  }
  const id = freshId(nodes, `${population}/current`);
  const plane = neurons.shape.slice(1).map(() => 1);
  const own: RateNode = {
    id,
    op: {
      kind: "affine",
      scale: tensor([1], [1]),
      shift: tensor([current.length, ...plane], current),
    },
    inputs: [source],
    shape: neurons.shape,
  };
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node) =>
      node.id === population ? [own, { ...node, inputs: [id] }] : [node]
    ),
  };
}

/** A node below the neurons, read by nothing else, with the current in its bias. */
function biased(
  nodes: ReadonlyMap<NodeId, RateNode>,
  readers: ReadonlyMap<NodeId, number>,
  id: NodeId,
  { shape }: RateNode,
  current: ArrayLike<number>,
): RateNode | undefined {
  const node = nodes.get(id)!;
  const { op } = node;
  const isOwn = readers.get(id) === 1 && node.shape.length === shape.length &&
    node.shape.every((length, axis) => length === shape[axis]);
  if (!isOwn) return undefined;
  switch (op.kind) {
    case "conv2d":
    case "convTranspose2d":
      return { ...node, op: { ...op, bias: sum(op.bias, current) } };
    case "dense":
      // Over several rows the bias belongs to the last axis, not to the channels.
      return shape.length === 1
        ? { ...node, op: { ...op, bias: sum(op.bias, current) } }
        : undefined;
    case "affine":
      return op.shift.shape[0] === current.length && op.shift.data.length === current.length &&
          op.shift.shape.length === shape.length
        ? { ...node, op: { ...op, shift: sum(op.shift, current) } }
        : undefined;
    case "add":
      for (const operand of node.inputs) {
        const changed = biased(nodes, readers, operand, node, current);
        if (changed) return changed;
      }
      return undefined;
    default:
      return undefined;
  }
}

function sum({ shape, data }: Tensor, current: ArrayLike<number>): Tensor {
  return tensor(shape, Float32Array.from(data, (value, channel) => value + current[channel]));
}

function freshId(nodes: ReadonlyMap<NodeId, RateNode>, wanted: string): NodeId {
  let id = wanted;
  for (let k = 2; nodes.has(id); k++) id = `${wanted}${k}`;
  return id;
}
