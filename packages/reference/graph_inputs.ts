import type { Graph, Node, NodeId } from "@snnkit/ir";
import { formatShape, sameShape, type Tensor } from "@snnkit/tensor";

/** One sample: a tensor for each input node, by id or in the order the graph holds them. */
export type GraphInputs = ReadonlyMap<NodeId, Tensor> | readonly Tensor[];

/**
 * Match a sample with a graph's input nodes.
 *
 * @param graph Whose inputs are wanted.
 * @param inputs One tensor an input node.
 * @returns The tensor of each input node.
 * @throws {TypeError} Listing every tensor that is missing, too many or of a wrong shape.
 *
 * @example
 * ```ts
 * import { bindInputs } from "@snnkit/reference/graph-inputs";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals([...bindInputs(tinyConvNet(), [filled([1, 6, 6], 0)]).keys()], ["input"]);
 * assertThrows(() => bindInputs(tinyConvNet(), []), TypeError, `"input" is missing`);
 * ```
 */
export function bindInputs(
  graph: Graph<{ readonly kind: string }>,
  inputs: GraphInputs,
): ReadonlyMap<NodeId, Tensor> {
  const wanted = graph.nodes.filter((node) => node.op.kind === "input");
  const bound = inputs instanceof Map
    ? inputs as ReadonlyMap<NodeId, Tensor>
    : new Map((inputs as readonly Tensor[]).map((value, i) => [wanted[i]?.id ?? `#${i}`, value]));
  const problems = wanted.flatMap((node) => problemOf(node, bound.get(node.id)));
  const known = new Set(wanted.map((node) => node.id));
  for (const id of bound.keys()) {
    if (!known.has(id)) problems.push(`"${id}" is no input of it`);
  }
  if (problems.length === 0) return bound;
  throw new TypeError(
    `Cannot run graph "${graph.name}" as its inputs do not fit: ${problems.join("; ")}`,
  );
}

function problemOf(node: Node<unknown>, value: Tensor | undefined): string[] {
  if (value === undefined) return [`"${node.id}" is missing`];
  if (sameShape(value.shape, node.shape)) return [];
  return [`"${node.id}" must be ${formatShape(node.shape)}, received ${formatShape(value.shape)}`];
}
