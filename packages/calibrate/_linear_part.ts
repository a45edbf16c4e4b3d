import type { AnnGraph, AnnNode, NodeId, RateGraph, RateNode, RateOp } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";

/** What a spiking node reads, as a function of the spikes that come in. */
export interface LinearPart {
  /** The sample or spiking nodes that it depends on, in the graph's order. */
  readonly sources: readonly RateNode[];
  /**
   * The linear operations between, of one input: the sources' values, each row-major, one after the
   * other. Absent where the node reads its only source itself.
   */
  readonly graph: AnnGraph | undefined;
}

/** Find what lies between a spiking node and the spikes that reach it. */
export function linearPart(
  graph: RateGraph,
  nodes: ReadonlyMap<NodeId, RateNode>,
  { id, inputs: [target] }: RateNode,
): LinearPart {
  const needed = new Set<NodeId>();
  const open = [target];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    const node = nodes.get(next)!;
    if (!isSource(node)) open.push(...node.inputs);
  }
  const part = graph.nodes.filter((node) => needed.has(node.id));
  const found = part.filter(isSource);
  // What depends on nothing is computed beside the sample, for a model must have an input.
  const sources = found.length > 0 ? found : graph.nodes.filter(({ op }) => op.kind === "input");
  if (isSource(nodes.get(target)!)) return { sources, graph: undefined };
  const linear = part.filter((node) => !isSource(node)) as AnnNode[];
  const name = `what "${id}" reads`;
  return { sources, graph: { name, nodes: [...entrance(sources), ...linear], outputs: [target] } };
}

/** Whether a node sends spikes of its own. */
export function isSpiking({ kind }: RateOp): boolean {
  return kind === "if" || kind === "maxPoolGate" || kind === "encode";
}

/** Whether a value comes with time or with the sample. */
function isSource({ op }: RateNode): boolean {
  return op.kind === "input" || isSpiking(op);
}

/** One input that brings the values of all sources, under their ids. */
function entrance(sources: readonly RateNode[]): AnnNode[] {
  const input = { kind: "input", sourceLayout: "nchw" } as const;
  if (sources.length === 1) return [{ ...sources[0], op: input, inputs: [] }];
  const total = sources.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const all = sources.map(({ id }) => id).join("+");
  const nodes: AnnNode[] = [{ id: all, op: input, inputs: [], shape: [total] }];
  let start = 0;
  for (const { id, shape } of sources) {
    const size = sizeOf(shape);
    const own = { kind: "slice", start: [start], step: [1], size: [size] } as const;
    nodes.push({ id: `${id}/own`, op: own, inputs: [all], shape: [size] });
    nodes.push({ id, op: { kind: "reshape", shape }, inputs: [`${id}/own`], shape });
    start += size;
  }
  return nodes;
}
