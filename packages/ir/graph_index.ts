import type { Graph, Node, NodeId } from "./graph.ts";

/**
 * Every node by its id.
 *
 * @example
 * ```ts
 * import { nodesById } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nodesById(tinyConvNet()).get("relu")?.inputs, ["norm"]);
 * ```
 */
export function nodesById<Op>(graph: Graph<Op>): ReadonlyMap<NodeId, Node<Op>> {
  return new Map(graph.nodes.map((node) => [node.id, node]));
}

/**
 * How often each node is read: once for every input slot it fills and once for every graph output
 * it is. A node that nobody reads is absent.
 *
 * @example
 * ```ts
 * import { countReaders } from "@snnkit/ir";
 * import { tinyResNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(countReaders(tinyResNet()).get("relu1"), 2); // The block and its shortcut.
 * ```
 */
export function countReaders<Op>(graph: Graph<Op>): ReadonlyMap<NodeId, number> {
  const readers = new Map<NodeId, number>();
  const count = (id: NodeId): void => void readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  graph.outputs.forEach(count);
  return readers;
}

/**
 * Which nodes read each node, in the graph's order; a node that reads another twice stands there
 * once. Graph outputs do not count. A node that nobody reads is absent.
 *
 * @example
 * ```ts
 * import { readersOf } from "@snnkit/ir";
 * import { tinyResNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const readers = readersOf(tinyResNet()).get("relu1");
 * assertEquals(readers?.map((node) => node.id), ["conv2a", "add2"]);
 * ```
 */
export function readersOf<Op>(graph: Graph<Op>): ReadonlyMap<NodeId, readonly Node<Op>[]> {
  const readers = new Map<NodeId, Node<Op>[]>();
  for (const node of graph.nodes) {
    for (const id of new Set(node.inputs)) {
      const known = readers.get(id);
      if (known) known.push(node);
      else readers.set(id, [node]);
    }
  }
  return readers;
}

/**
 * Whether every node stands after all that it reads.
 *
 * @example
 * ```ts
 * import { isTopological } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assert, assertFalse } from "@std/assert";
 *
 * const graph = tinyConvNet();
 * assert(isTopological(graph));
 * assertFalse(isTopological({ ...graph, nodes: graph.nodes.toReversed() }));
 * ```
 */
export function isTopological<Op>(graph: Graph<Op>): boolean {
  const seen = new Set<NodeId>();
  return graph.nodes.every((node) => {
    const ready = node.inputs.every((id) => seen.has(id));
    seen.add(node.id);
    return ready;
  });
}
