import type { Affine, AnnGraph } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { freshIds, replaceNodes } from "./_rewrite.ts";

/**
 * Say a leaky ReLU with two ReLUs, one for each sign: `y = max(0, x) − slope · max(0, −x)`.
 *
 * In a spiking network that is two populations whose spikes carry weights of opposite sign. A slope
 * of 0 leaves one ReLU. The graph computes the same function up to float32 rounding. Idempotent.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { splitLeakyRelu } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("leaky");
 * net.named("leaky", { kind: "leakyRelu", slope: 0.1 }, net.input([3]));
 * const split = splitLeakyRelu(net.finish());
 * assertEquals(split.nodes.filter((node) => node.op.kind === "relu").length, 2);
 * ```
 */
export function splitLeakyRelu(graph: AnnGraph): AnnGraph {
  const fresh = freshIds(graph.nodes);
  return replaceNodes(graph, (node) => {
    if (node.op.kind !== "leakyRelu") return undefined;
    if (node.op.slope === 0) return [{ ...node, op: { kind: "relu" } }];
    const [positive, negated, negative, leak] = ["positive", "negated", "negative", "leak"]
      .map((role) => fresh(node.id, role));
    return [
      { ...node, id: positive, op: { kind: "relu" } },
      { ...node, id: negated, op: times(-1) },
      { ...node, id: negative, op: { kind: "relu" }, inputs: [negated] },
      { ...node, id: leak, op: times(-node.op.slope), inputs: [negative] },
      { ...node, op: { kind: "add" }, inputs: [positive, leak] },
    ];
  });
}

function times(factor: number): Affine {
  return { kind: "affine", scale: filled([1], factor), shift: filled([1], 0) };
}
