import type { NodeId, RateNode } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { type Layout, layoutOf } from "./layout.ts";
import type { Population } from "./network.ts";

/** A plan while it is being built. */
export interface Wiring {
  /** Every node of the graph. */
  readonly nodes: ReadonlyMap<NodeId, RateNode>;
  /** Nodes that spikes can reach; the others are part of constant currents. */
  readonly carriers: ReadonlySet<NodeId>;
  /** The populations so far, in topological order. */
  readonly populations: Population[];
  /** The place of each population that spikes. */
  readonly places: Map<NodeId, number>;
  /** The place of the relay that stands for a linear node in a layout, made where it is missing. */
  readonly relay: (node: RateNode, layout: Layout) => number;
}

/** A node of the graph, which must exist. */
export function nodeOf(wiring: Wiring, id: NodeId): RateNode {
  return wiring.nodes.get(id)!;
}

/** Whether a node emits spikes of its own. */
export function isSpiking({ op }: RateNode): boolean {
  return op.kind === "encode" || op.kind === "if" || op.kind === "maxPoolGate";
}

/** Which nodes spikes can reach, spiking nodes included. */
export function carriersOf(nodes: Iterable<RateNode>): Set<NodeId> {
  const carriers = new Set<NodeId>();
  for (const node of nodes) {
    if (isSpiking(node) || node.inputs.some((id) => carriers.has(id))) carriers.add(node.id);
  }
  return carriers;
}

/**
 * The layout for a population that stands for a node: that of the plane its elements come from, so
 * that a convolution can reach it even through a reshape; else that of its shape.
 */
export function layoutFor(wiring: Wiring, node: RateNode): Layout {
  if (node.op.kind === "dense") return blockLayout(node);
  const own = layoutOf(node.shape);
  if (node.shape.length === 3) return own;
  for (let origin: RateNode | undefined = node; origin; origin = operandOf(wiring, origin)) {
    if (sizeOf(origin.shape) !== sizeOf(node.shape)) break;
    if (origin.shape.length === 3) return layoutOf(origin.shape);
    if (origin.op.kind === "dense") return blockLayout(origin);
  }
  return own;
}

/** The layout that a fully connected layer over the last axis writes: a block of channels a row. */
export function blockLayout({ shape }: RateNode): Layout {
  const channels = shape[shape.length - 1];
  return { pixels: sizeOf(shape) / channels, channels, order: "channelsLast" };
}

/** The node whose elements a node passes on in the same order, if there is one. */
function operandOf(wiring: Wiring, { op, inputs }: RateNode): RateNode | undefined {
  const passes = op.kind === "if" || op.kind === "encode" || op.kind === "reshape" ||
    op.kind === "affine" || op.kind === "add";
  return passes ? nodeOf(wiring, inputs[0]) : undefined;
}

/** The nodes, in the graph's order, that these values need; spiking ones end the search. */
export function linearPart(wiring: Wiring, ids: readonly NodeId[]): RateNode[] {
  const needed = new Set<NodeId>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    const node = nodeOf(wiring, id);
    if (!isSpiking(node)) open.push(...node.inputs);
  }
  return [...wiring.nodes.values()]
    .filter((node) => needed.has(node.id))
    .map((node) => isSpiking(node) ? { ...node, inputs: [] } : node);
}
