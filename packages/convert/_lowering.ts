import {
  type AnnGraph,
  type AnnNode,
  type Encode,
  type Finding,
  type If,
  type MaxPool2d,
  type MaxPoolGate,
  type NodeId,
  nodesById,
  type RateNode,
  readersOf,
} from "@snnkit/ir";
import { filled, type Tensor, tensor } from "@snnkit/tensor";
import { DEFAULT_LOWERING, leakFindings } from "./_lowering_options.ts";
import { planScales, type ScalePlan } from "./_plan_scales.ts";
import { conversion } from "./_rescale.ts";
import { freshIds } from "./_rewrite.ts";
import { largest, sameScale, type Scale, scaleAlong } from "./_scale.ts";
import type { LoweringOptions } from "./lower_to_rate.ts";
import type { Scales } from "./population_scale.ts";

/** A spiking network in the making. */
export interface Lowering {
  /** What is lowered. */
  readonly graph: AnnGraph;
  /** Its nodes by id. */
  readonly nodes: ReadonlyMap<NodeId, AnnNode>;
  /** Which nodes read each of them. */
  readonly readers: ReadonlyMap<NodeId, readonly AnnNode[]>;
  /** One for each population. */
  readonly scales: Scales;
  /** One for each node's value. */
  readonly plan: ScalePlan;
  /** What the populations share. */
  readonly options: Required<LoweringOptions>;
  /** The spiking nodes so far. */
  readonly lowered: RateNode[];
  /** What is worth knowing so far. */
  readonly findings: Finding[];
  /** Where a node's value is found, other than under its id. */
  readonly names: Map<NodeId, NodeId>;
  /** A new id `base/role`. */
  readonly fresh: (base: NodeId, role: string) => NodeId;
}

/** Begin to lower a graph. */
export function startLowering(
  graph: AnnGraph,
  scales: Scales,
  options: LoweringOptions,
): Lowering {
  const all = { ...DEFAULT_LOWERING, ...options };
  const used = all.input === "current" ? withoutInputs(graph, scales) : scales;
  return {
    graph,
    nodes: nodesById(graph),
    readers: readersOf(graph),
    scales: used,
    plan: planScales(graph, used),
    options: all,
    lowered: [],
    findings: [...leakFindings(options)],
    names: new Map(),
    fresh: freshIds(graph.nodes),
  };
}

/** The scales of populations alone: an input that is a current has none. */
function withoutInputs({ nodes }: AnnGraph, scales: Scales): Scales {
  const inputs = new Set(nodes.filter(({ op }) => op.kind === "input").map(({ id }) => id));
  return new Map([...scales].filter(([id]) => !inputs.has(id)));
}

/** Add a spiking node. */
export function place({ lowered }: Lowering, node: RateNode): NodeId {
  lowered.push(node);
  return node.id;
}

/** A population of this unit. */
export function neuronsOf({ options }: Lowering, unit: Tensor): If {
  const threshold = 1 / options.gain;
  return {
    kind: "if",
    threshold: filled([1], threshold),
    initial: filled([1], options.initialPotential * threshold),
    reset: options.reset,
    ...(options.neuron === "signed" && { signed: true }),
    ...(options.leak > 0 && { leak: 1 - options.leak }),
    ...(options.refractory > 0 && { refractory: options.refractory }),
    unit,
  };
}

/** What sends an input of this unit as spikes; undefined where it is a current. */
export function encoderOf({ options }: Lowering, unit: Tensor): Encode | undefined {
  const { input, signedInput } = options;
  if (input === "current") return undefined;
  return { kind: "encode", coding: input, ...(signedInput && { signed: true }), unit };
}

/** The gate of a max-pool. */
export function gateOf({ options }: Lowering, op: MaxPool2d): MaxPoolGate {
  const gate: MaxPoolGate = { ...op, kind: "maxPoolGate" };
  if (options.neuron === "signed") return { ...gate, estimator: "track" };
  const { poolEstimator: estimator, poolDecay: decay, poolSteps: steps } = options;
  switch (estimator) {
    case "cumulative":
      return gate;
    case "exponential":
      return { ...gate, estimator, decay };
    case "window":
      return { ...gate, estimator, steps };
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}

/**
 * The spiking node that holds the value of a source in the scale that its reader wants, less an
 * offset; a factor is placed where they differ.
 */
export function read(
  lowering: Lowering,
  source: NodeId,
  wanted: Scale,
  reader: NodeId,
  offset = 0,
): NodeId {
  const { nodes, plan, names, fresh } = lowering;
  const has = plan.scales.get(source)!;
  const id = names.get(source) ?? source;
  if (offset === 0 && sameScale(has, wanted)) return id;
  const { shape } = nodes.get(source)!;
  const op = conversion(shape, has, wanted, offset);
  return place(lowering, { id: fresh(source, `for/${reader}`), op, inputs: [id], shape });
}

/** A node's id; another one for its value where the neurons of an output take the id. */
export function nameFor({ graph, names, fresh }: Lowering, id: NodeId, role = "current"): NodeId {
  if (!graph.outputs.includes(id)) return id;
  const name = fresh(id, role);
  names.set(id, name);
  return name;
}

/** A scale as the unit of neurons: one number, one a channel, or the largest where neither fits. */
export function unitOf(scale: Scale, { shape }: AnnNode): Tensor {
  if (typeof scale === "number") return tensor([1], [scale]);
  const perChannel = scaleAlong(scale, shape, 0);
  return perChannel ? tensor([perChannel.length], perChannel) : tensor([1], [largest(scale)]);
}
