import {
  type AnnGraph,
  type AnnNode,
  countReaders,
  type NodeId,
  nodesById,
  readersOf,
} from "@snnkit/ir";
import { spikingNodes } from "./_spiking.ts";

/**
 * Exchange nodes for others in their places, then drop what no output needs.
 *
 * A replacement stands where the node stood, operands first; its last node must keep the node's
 * id and value, so that readers need no rewiring.
 *
 * @returns The same graph where nothing was exchanged.
 */
export function replaceNodes(
  graph: AnnGraph,
  replace: (node: AnnNode) => readonly AnnNode[] | undefined,
): AnnGraph {
  let isChanged = false;
  const nodes = graph.nodes.flatMap((node) => {
    const replacement = replace(node);
    if (!replacement) return [node];
    isChanged = true;
    return replacement;
  });
  return isChanged ? dropUnread({ ...graph, nodes }) : graph;
}

/** Drop every node that no output needs; inputs stay, as they are the graph's face. */
export function dropUnread(graph: AnnGraph): AnnGraph {
  const needed = new Set<NodeId>(graph.outputs);
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.id)) { for (const id of node.inputs) needed.add(id); }
  }
  const nodes = graph.nodes.filter((node) => needed.has(node.id) || node.op.kind === "input");
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes };
}

/** What a rule sees of the graph around the node it looks at. */
export interface Surroundings {
  /** Every node by its id. */
  readonly nodes: ReadonlyMap<NodeId, AnnNode>;
  /** How often each node is read, graph outputs included. */
  readonly readerCounts: ReadonlyMap<NodeId, number>;
  /** Which nodes read each node. */
  readonly readers: ReadonlyMap<NodeId, readonly AnnNode[]>;
  /** Nodes whose value will be spikes. */
  readonly spiking: ReadonlySet<NodeId>;
  /** A new id `base/role`, numbered where it is taken. */
  readonly fresh: (base: NodeId, role: string) => NodeId;
}

/** Names that no node of the graph has and that were not given out before. */
export function freshIds(nodes: readonly { readonly id: NodeId }[]): Surroundings["fresh"] {
  const taken = new Set(nodes.map((node) => node.id));
  return (base, role) => {
    let id = `${base}/${role}`;
    for (let n = 2; taken.has(id); n++) id = `${base}/${role}_${n}`;
    taken.add(id);
    return id;
  };
}

/** A rule: what a node becomes, or undefined where the rule does not apply. */
export type Rule = (around: Surroundings, node: AnnNode) => readonly AnnNode[] | undefined;

/**
 * Apply rules, earlier nodes and earlier rules first, until none applies.
 *
 * Every application looks at the graph afresh, so rules may rely on what they see.
 */
export function rewrite(graph: AnnGraph, rules: readonly Rule[]): AnnGraph {
  for (;;) {
    const next = rewriteOnce(graph, rules);
    if (next === undefined) return graph;
    graph = next;
  }
}

function rewriteOnce(graph: AnnGraph, rules: readonly Rule[]): AnnGraph | undefined {
  const around: Surroundings = {
    nodes: nodesById(graph),
    readerCounts: countReaders(graph),
    readers: readersOf(graph),
    spiking: spikingNodes(graph),
    fresh: freshIds(graph.nodes),
  };
  for (const node of graph.nodes) {
    for (const rule of rules) {
      const replacement = rule(around, node);
      if (replacement) {
        return replaceNodes(graph, (n) => n.id === node.id ? replacement : undefined);
      }
    }
  }
  return undefined;
}
