import { type AnnGraph, type AnnNode, type NodeId, nodesById, readersOf } from "@snnkit/ir";
import { sameShape, type Shape, sizeOf } from "@snnkit/tensor";
import { spread } from "./_elements.ts";
import { rearrangementIndex } from "./_rearrangement.ts";
import {
  everyElement,
  largest,
  type Scale,
  scaleAlong,
  scaleOfUnit,
  simplified,
} from "./_scale.ts";
import { isActivation, isMove } from "./_spiking.ts";
import { isWeighted, weightedAxis } from "./_weighted.ts";
import type { Scales } from "./population_scale.ts";

/** The scale of every node's value in the spiking network. */
export interface ScalePlan {
  /** By node. */
  readonly scales: ReadonlyMap<NodeId, Scale>;
  /** Nodes whose values come as they are: inputs, constants, spikes, and these moved. */
  readonly carried: ReadonlySet<NodeId>;
}

/**
 * Plan the scale of every node's value.
 *
 * Constants keep theirs, and so do inputs unless they are sent as spikes; populations have their unit, and what only moves spikes keeps
 * the scale of each element. A current takes the scale of the first that reads it, so that weights
 * end in the unit of the neurons that they drive; only where that cannot be said per channel it
 * stays in the unit of the trained network. Readers that want another scale get a factor between.
 *
 * @param scales One for each population, and for each input that is sent as spikes.
 */
export function planScales(graph: AnnGraph, scales: Scales): ScalePlan {
  const plan = new Map<NodeId, Scale>();
  const nodes = nodesById(graph);
  for (const node of graph.nodes) {
    const scale = carriedScale(node, nodes, plan, scales);
    if (scale !== undefined) plan.set(node.id, scale);
  }
  const carried = new Set(plan.keys());
  const readers = readersOf(graph);
  for (const node of graph.nodes.toReversed()) {
    if (plan.has(node.id)) continue;
    const own = scales.get(node.id);
    const [reader] = readers.get(node.id) ?? [];
    const wanted = own ? scaleOfUnit(own.unit, node.shape) : reader && demand(reader, node, plan);
    const sources = node.inputs.map((id) => nodes.get(id)!);
    plan.set(node.id, accepts(node, sources, wanted) ? wanted : 1);
  }
  return { scales: plan, carried };
}

/** The scale of a value that does not depend on its readers; undefined for currents. */
function carriedScale(
  node: AnnNode,
  nodes: ReadonlyMap<NodeId, AnnNode>,
  plan: ReadonlyMap<NodeId, Scale>,
  scales: Scales,
): Scale | undefined {
  const { id, op, inputs, shape } = node;
  if (op.kind === "constant") return 1;
  if (op.kind === "input") return scales.has(id) ? scaleOfUnit(scales.get(id)!.unit, shape) : 1;
  if (isActivation(op)) return scaleOfUnit(scales.get(id)!.unit, shape);
  const sources = inputs.map((input) => nodes.get(input)!);
  if (op.kind === "maxPool2d") {
    const own = scales.get(id);
    return own
      ? scaleOfUnit(own.unit, shape)
      : pooledScale(plan.get(inputs[0])!, sources[0], shape);
  }
  if (!isMove(op) || !inputs.every((input) => plan.has(input))) return undefined;
  const parts = sources.map((source) => plan.get(source.id)!);
  return movedScale(node, sources.map((source) => source.shape), parts);
}

/**
 * The scale behind a gate: that of each channel. Within a window spikes must count alike, so a
 * channel of unequal scales becomes one of the largest.
 */
function pooledScale(scale: Scale, source: AnnNode, shape: Shape): Scale {
  if (typeof scale === "number") return scale;
  const perChannel = scaleAlong(scale, source.shape, 0);
  return perChannel ? simplified(spread(perChannel, shape, 0)) : largest(scale);
}

function movedScale(node: AnnNode, shapes: readonly Shape[], parts: readonly Scale[]): Scale {
  const [first] = parts;
  if (typeof first === "number" && parts.every((part) => part === first)) return first;
  const all = new Float64Array(shapes.reduce((sum, shape) => sum + sizeOf(shape), 0));
  let at = 0;
  parts.forEach((part, k) => {
    all.set(everyElement(part, shapes[k]), at);
    at += sizeOf(shapes[k]);
  });
  // Padded cells are silent in any unit; that of their neighbour keeps channels alike.
  const op = node.op.kind === "pad" ? { ...node.op, mode: "edge" as const } : node.op;
  const index = rearrangementIndex(op, shapes, node.shape)!;
  return simplified(Float64Array.from(index, (from) => all[from]));
}

/** The scale in which a reader would like a current. */
function demand(reader: AnnNode, node: AnnNode, plan: ReadonlyMap<NodeId, Scale>): Scale {
  const scale = plan.get(reader.id)!;
  const { op } = reader;
  if (isWeighted(op)) return 1;
  if (typeof scale === "number") return scale;
  const isElementwise = isActivation(op) || op.kind === "affine" || op.kind === "add";
  return isElementwise && sameShape(reader.shape, node.shape) ? scale : 1;
}

/** Whether an operation can give its value in a scale. */
function accepts(
  { op, shape }: AnnNode,
  sources: readonly AnnNode[],
  scale: Scale | undefined,
): scale is Scale {
  if (scale === undefined) return false;
  if (typeof scale === "number" || op.kind === "affine") return true;
  if (isWeighted(op)) return scaleAlong(scale, shape, weightedAxis(op, shape)) !== undefined;
  if (op.kind === "add") return sources.every((source) => sameShape(source.shape, shape));
  return op.kind === "avgPool2d" && scaleAlong(scale, shape, 0) !== undefined;
}
