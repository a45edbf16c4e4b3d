import {
  type AnnGraph,
  type AnnNode,
  type If,
  type NodeId,
  nodesById,
  type RateGraph,
  type RateNode,
} from "@snnkit/ir";
import { filled, type Shape, sizeOf } from "@snnkit/tensor";
import type { ErrorLayer } from "./error_layer.ts";

/** What is to be simulated and looked at. */
export interface ErrorPlan {
  /** The network, with a meter beside every population that loses charge; it spikes the same. */
  readonly graph: RateGraph;
  /** One a population, in the graph's order. */
  readonly layers: readonly ErrorLayer[];
  /** The trained network's nodes whose values are needed. */
  readonly nodes: readonly NodeId[];
}

/** What decides how outputs are looked at. */
export interface ErrorPlanOptions {
  /** Whether the output neurons fire, as for read-out `"count"`; not unless given. */
  readonly outputFires?: boolean;
}

type Nodes = ReadonlyMap<NodeId, RateNode>;

/** A threshold that no potential reaches. */
const NEVER = 3e38;

/**
 * Plan how the error of each population against the trained network is told apart; see
 * {@linkcode createErrorDecomposition}.
 *
 * Charge is conserved by reset by subtraction, so what a neuron received follows from its spikes and
 * its last potential. Where it is not, neurons that never fire are put beside the population: they
 * read the same current, so that their last potential is what was received.
 *
 * @param graph A spiking network; not modified.
 * @param ann The trained network, prepared as the conversion wanted it: nodes of the same id are
 * compared.
 * @param options How the output is read.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { planErrors } from "@snnkit/metrics";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("without-twins");
 * const ann = net.finish(net.named("relu", { kind: "relu" }, net.input([4, 6, 6])));
 * const { layers, nodes } = planErrors(tinyRateGraph(), ann);
 * assertEquals(layers.map(({ id, kind }) => [id, kind]), [
 *   ["relu", "neurons"],
 *   ["pool", "opaque"], // The trained network has no node of this name.
 *   ["output", "opaque"],
 * ]);
 * assertEquals(nodes, ["relu"]);
 * ```
 */
export function planErrors(
  graph: RateGraph,
  ann: AnnGraph,
  { outputFires = false }: ErrorPlanOptions = {},
): ErrorPlan {
  const nodes = nodesById(graph);
  const twins = nodesById(ann);
  const layers: ErrorLayer[] = [];
  const meters = new Map<NodeId, RateNode>();
  for (const node of graph.nodes) {
    const { id, op, shape } = node;
    if (op.kind !== "if" && op.kind !== "maxPoolGate") continue;
    const twin = twins.get(id);
    if (twin === undefined || sizeOf(twin.shape) !== sizeOf(shape)) {
      const reason = "the trained network has no values of this name";
      layers.push({ kind: "opaque", id, shape, reason });
      continue;
    }
    if (op.kind === "maxPoolGate") {
      layers.push(gateLayer(node, nodes));
      continue;
    }
    const isOutput = graph.outputs.includes(id);
    if (isOutput && !outputFires) {
      layers.push({ kind: "summed", id, shape, unit: op.unit });
      continue;
    }
    const meter = losesCharge(op) ? meterOf(node, nodes) : undefined;
    if (meter) meters.set(id, meter);
    layers.push({
      kind: "neurons",
      id,
      shape,
      unit: op.unit,
      neurons: op,
      range: isOutput ? rangeOfOutput(twin) : rangeOf(twin),
      ...isOutput && { isOutput },
      ...meter && { meter: meter.id },
    });
  }
  const metered = graph.nodes.flatMap((node) => {
    const meter = meters.get(node.id);
    return meter ? [node, meter] : [node];
  });
  return {
    graph: meters.size === 0 ? graph : { ...graph, nodes: metered },
    layers,
    nodes: layers.filter(({ kind }) => kind !== "opaque").map(({ id }) => id),
  };
}

/** Whether what a neuron received cannot be told from its spikes and its last potential. */
function losesCharge({ reset, leak = 1 }: If): boolean {
  return reset !== "subtract" || leak < 1;
}

/** Neurons that sum what others receive, and never fire. */
function meterOf({ id, inputs, shape }: RateNode, nodes: Nodes): RateNode {
  let name = `${id}/meter`;
  for (let k = 2; nodes.has(name); k++) name = `${id}/meter${k}`;
  const op: If = {
    kind: "if",
    threshold: filled([1], NEVER),
    initial: filled([1], 0),
    reset: "subtract",
    unit: filled([1], 1),
  };
  return { id: name, op, inputs, shape };
}

/** Between which values an activation's lie. */
function rangeOf({ op }: AnnNode): readonly [number, number] {
  switch (op.kind) {
    case "clip":
      return [op.min, op.max];
    case "fakeQuantise":
      // Of channels with levels of their own the widest: what is more is clipped by the neurons.
      return [0, (op.max - op.min) * Math.max(...op.scale.data)];
    default:
      return [0, Infinity];
  }
}

/** The same of an output, which need not be an activation. */
function rangeOfOutput(node: AnnNode): readonly [number, number] {
  return node.op.kind === "relu" || node.op.kind === "clip" ? rangeOf(node) : [-Infinity, Infinity];
}

function gateLayer({ id, op, shape, inputs }: RateNode, nodes: Nodes): ErrorLayer {
  const source = nodes.get(inputs[0])!;
  if (op.kind !== "maxPoolGate" || source.op.kind !== "if") {
    const reason = `its spikes come through "${source.id}", which rearranges them`;
    return { kind: "opaque", id, shape, reason };
  }
  const { unit } = source.op;
  const sourceShape: Shape = source.shape;
  return { kind: "gate", id, shape, unit, source: source.id, sourceShape, window: op };
}
