import {
  type AnnGraph,
  type AnnNode,
  type EarliestSpike,
  type Finding,
  type NodeId,
  nodesById,
  type TtfsGraph,
  type TtfsNode,
  type TtfsOp,
  verifyAnn,
  verifyTtfs,
} from "@snnkit/ir";
import { filled, type Shape } from "@snnkit/tensor";
import type { ValueRange, ValueRanges } from "./choose_windows.ts";
import { ConversionError } from "./conversion_error.ts";
import { obstaclesOf } from "./_obstacles.ts";
import { populationsOf } from "./_populations.ts";
import { freshIds } from "./_rewrite.ts";
import { isActivation, spikingNodes } from "./_spiking.ts";

/** A network of first spikes and what is worth knowing about it. */
export interface LoweredTtfs {
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** Populations that the trained network does not show, and the like. */
  readonly findings: readonly Finding[];
}

/**
 * Turn a prepared network into one that codes by the time of the first spike, exactly: every neuron
 * has the value of its activation, up to rounding, as long as that stays in its window.
 *
 * Weights and biases stay as they are. Every activation becomes neurons whose window starts when
 * those of all that it reads have ended; where these end at different times, as in residual sums and
 * joined branches, the earlier ones are delayed. Inputs are encoded, max-pools take the earliest
 * spike, padding is silent, average pools and sums stay linear. A max-pool whose input is no spikes
 * gets neurons of its own. Values that can be negative count from the smallest one: it is subtracted
 * before the neurons and added behind them, where it becomes part of thresholds, one for each place
 * where padding makes a difference. Logits are no neurons. Ids stay.
 *
 * @see Stanojevic et al. 2024, Nature Communications 15:6793
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param ranges One for each population and input, see {@linkcode chooseWindows}.
 * @throws {ConversionError} Naming every node that has no spiking counterpart.
 * @throws {RangeError} Where a population or input has no range.
 * @throws {InvalidGraphError} Where ranges give windows that are none, naming the layers.
 */
export function lowerToTtfs(graph: AnnGraph, ranges: ValueRanges): LoweredTtfs {
  verifyAnn(graph);
  const obstacles = obstaclesOf(graph);
  if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
  checkRanges(graph, ranges);
  const lowering = startLowering(graph, ranges);
  for (const node of graph.nodes) lowerNode(lowering, node);
  const lowered: TtfsGraph = {
    ...graph,
    nodes: lowering.nodes,
    outputs: graph.outputs.map((id) => lowering.values.get(id)!.id),
  };
  verifyTtfs(lowered);
  return { graph: lowered, findings: lowering.findings };
}

function checkRanges(graph: AnnGraph, ranges: ValueRanges): void {
  const inputs = graph.nodes.filter(({ op }) => op.kind === "input");
  const neurons = populationsOf(graph)
    .filter(({ role, node }) => role !== "output" || isActivation(node.op))
    .map(({ node }) => node);
  const missing = [...inputs, ...neurons].filter(({ id }) => !ranges.has(id));
  if (missing.length === 0) return;
  throw new RangeError(
    `Cannot lower "${graph.name}" as every population and input needs a range: received none ` +
      `for ${missing.map(({ id }) => `"${id}"`).join(", ")}`,
  );
}

/** A value in the spiking network. */
interface Lowered {
  /** The node that has it. */
  readonly id: NodeId;
  /** When the windows of the spikes in it end; absent where there are none. */
  readonly end?: number;
}

/** A spiking network in the making. */
interface Lowering {
  readonly graph: AnnGraph;
  readonly known: ReadonlyMap<NodeId, AnnNode>;
  readonly ranges: ValueRanges;
  readonly spiking: ReadonlySet<NodeId>;
  readonly nodes: TtfsNode[];
  readonly findings: Finding[];
  readonly values: Map<NodeId, Lowered>;
  readonly fresh: (base: NodeId, role: string) => NodeId;
  /** Delays so far, by what they delay and until when. */
  readonly delays: Map<string, NodeId>;
}

function startLowering(graph: AnnGraph, ranges: ValueRanges): Lowering {
  return {
    graph,
    known: nodesById(graph),
    ranges,
    spiking: spikingNodes(graph),
    nodes: [],
    findings: [],
    values: new Map(),
    fresh: freshIds(graph.nodes),
    delays: new Map(),
  };
}

function lowerNode(lowering: Lowering, node: AnnNode): void {
  const { op, id, inputs, shape } = node;
  const { values, ranges } = lowering;
  if (op.kind === "input") {
    place(lowering, node.id, op, [], shape);
    values.set(id, encoded(lowering, node, ranges.get(id)!));
  } else if (op.kind === "constant") {
    values.set(id, { id: place(lowering, id, op, [], shape) });
  } else if (isActivation(op)) {
    values.set(id, fired(lowering, id, values.get(inputs[0])!, ranges.get(id)!, shape));
  } else if (op.kind === "maxPool2d") {
    const pool: EarliestSpike = { ...op, kind: "earliestSpike" };
    values.set(id, pooled(lowering, node, pool));
  } else {
    const { ids, end } = aligned(lowering, inputs.map((input) => values.get(input)!));
    const value = place(lowering, id, op as TtfsOp, ids, shape);
    values.set(id, { id: value, ...end !== undefined && { end } });
  }
}

function place(
  { nodes }: Lowering,
  id: NodeId,
  op: TtfsOp,
  inputs: readonly NodeId[],
  shape: Shape,
): NodeId {
  nodes.push({ id, op, inputs, shape });
  return id;
}

/** The input as spikes; one with negative values counts from the smallest. */
function encoded(lowering: Lowering, { id, shape }: AnnNode, range: ValueRange): Lowered {
  const { fresh } = lowering;
  const { offset, length } = range;
  const from = offset === 0 ? id : moved(lowering, id, "above", -offset, shape);
  const op: TtfsOp = { kind: "encodeLatency", start: 0, end: length };
  const spikes = place(lowering, fresh(id, "spikes"), op, [from], shape);
  if (offset === 0) return { id: spikes, end: length };
  return { id: moved(lowering, spikes, "value", offset, shape), end: length };
}

/** Neurons that begin when all that a value consists of has arrived. */
function fired(
  lowering: Lowering,
  id: NodeId,
  { id: source, end: start = 0 }: Lowered,
  { length }: ValueRange,
  shape: Shape,
): Lowered {
  const end = start + length;
  return { id: place(lowering, id, { kind: "fireOnce", start, end }, [source], shape), end };
}

function pooled(lowering: Lowering, node: AnnNode, op: EarliestSpike): Lowered {
  const { spiking, known, values, ranges, fresh, findings } = lowering;
  const { id, inputs: [input], shape } = node;
  const source = values.get(input)!;
  if (spiking.has(input)) {
    const end = source.end === undefined ? {} : { end: source.end };
    return { id: place(lowering, id, op, [source.id], shape), ...end };
  }
  const inner = known.get(input)!.shape;
  const range = ranges.get(id)!;
  const { offset } = range;
  const from = offset === 0
    ? source
    : { ...source, id: moved(lowering, source.id, `for/${id}`, -offset, inner) };
  const neurons = fired(lowering, fresh(id, "neurons"), from, range, inner);
  findings.push({
    code: "max-pool-population",
    node: id,
    message: `Max-pool "${id}" reads no spikes, so it has neurons of its own` +
      (offset === 0 ? "" : `, which count from the smallest value ${offset}`),
  });
  if (offset === 0) return { ...neurons, id: place(lowering, id, op, [neurons.id], shape) };
  const earliest = place(lowering, fresh(id, "earliest"), op, [neurons.id], shape);
  const back = affine(offset);
  return { ...neurons, id: place(lowering, id, back, [earliest], shape) };
}

function moved(
  lowering: Lowering,
  source: NodeId,
  role: string,
  by: number,
  shape: Shape,
): NodeId {
  return place(lowering, lowering.fresh(source, role), affine(by), [source], shape);
}

function affine(by: number): TtfsOp {
  return { kind: "affine", scale: filled([1], 1), shift: filled([1], by) };
}

/** Values that meet: the spikes in all but the last are delayed until the windows of those end. */
function aligned(
  lowering: Lowering,
  sources: readonly Lowered[],
): { readonly ids: readonly NodeId[]; readonly end: number | undefined } {
  const ends = sources.flatMap(({ end }) => end ?? []);
  const end = ends.length === 0 ? undefined : Math.max(...ends);
  const ids = sources.map((source) => {
    if (source.end === undefined || source.end === end) return source.id;
    return delayed(lowering, source.id, source.end, end!);
  });
  return { ids, end };
}

function delayed(lowering: Lowering, id: NodeId, from: number, until: number): NodeId {
  const { nodes, delays, fresh } = lowering;
  const key = JSON.stringify([id, until]);
  const known = delays.get(key);
  if (known !== undefined) return known;
  const { shape } = nodes.find((node) => node.id === id)!;
  const op: TtfsOp = { kind: "delay", by: until - from };
  const delay = place(lowering, fresh(id, "delayed"), op, [id], shape);
  delays.set(key, delay);
  return delay;
}
