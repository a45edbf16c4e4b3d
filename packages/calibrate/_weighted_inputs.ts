import type { Conv2d, Dense, NodeId, RateGraph, RateNode } from "@snnkit/ir";
import { countReaders } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";

/** An operation with weights that only these neurons read. */
export type WeightedNode = RateNode & { readonly op: Conv2d | Dense };

/**
 * The weights whose sums neurons receive: of an operation right below them, or of a summand, that
 * nothing else reads; `undefined` where there is none that can be fitted.
 */
export function weightsBelow(
  graph: RateGraph,
  nodes: ReadonlyMap<NodeId, RateNode>,
  { inputs: [below], shape }: RateNode,
): WeightedNode | undefined {
  const readers = countReaders(graph);
  const find = (id: NodeId): WeightedNode | undefined => {
    const node = nodes.get(id)!;
    const { op } = node;
    const isOwn = readers.get(id) === 1 && node.shape.join() === shape.join();
    if (!isOwn) return undefined;
    if (op.kind === "conv2d") return op.groups === 1 ? { ...node, op } : undefined;
    // Over several rows the bias belongs to the last axis, not to the channels.
    if (op.kind === "dense") return shape.length === 1 ? { ...node, op } : undefined;
    if (op.kind !== "add") return undefined;
    for (const operand of node.inputs) {
      const found = find(operand);
      if (found) return found;
    }
    return undefined;
  };
  return find(below);
}

/** How many values one sum weighs. */
export function inputsOf({ op: { weight: { shape } } }: WeightedNode): number {
  return sizeOf(shape.slice(1));
}

/**
 * Gathers the values that the sums at one position weigh, in the order of the weights.
 *
 * @param from Shape of what the operation reads.
 * @returns Writes those of a position, row-major from 0, into the beginning of a row.
 */
export function createGather(
  { op, shape: [, , width = 1] }: WeightedNode,
  from: readonly number[],
): (values: Float32Array, position: number, into: Float32Array) => void {
  if (op.kind === "dense") return (values, _, into) => into.set(values);
  const [channels, rows, columns] = from;
  const { weight: { shape: [, , kernelRows, kernelColumns] } } = op;
  const { stride, padding, dilation } = op;
  return (values, position, into) => {
    const top = Math.floor(position / width) * stride[0] - padding[0];
    const left = (position % width) * stride[1] - padding[1];
    let at = 0;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < kernelRows; i++) {
        const y = top + i * dilation[0];
        for (let j = 0; j < kernelColumns; j++) {
          const x = left + j * dilation[1];
          const isInside = y >= 0 && y < rows && x >= 0 && x < columns;
          into[at++] = isInside ? values[(channel * rows + y) * columns + x] : 0;
        }
      }
    }
  };
}
