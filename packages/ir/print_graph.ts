import type { Tensor } from "@snnkit/tensor";
import { attributesOf } from "./_attributes.ts";
import type { Graph, Node } from "./graph.ts";
import type { GraphOp } from "./graph_op.ts";
import { numbersText, numberText, tensorSummary, tensorText } from "./_tensor_text.ts";
import { isTensor } from "./_tensors_of.ts";

/** How a graph is printed. */
export interface PrintOptions {
  /**
   * `"full"`, unless given, writes every value exactly, to be read back; `"summary"` writes the range
   * of tensors that are not short, for people.
   */
  readonly weights?: "full" | "summary";
}

/**
 * A graph as text, one line a node: `id = kind(inputs) attribute=value … -> shape`.
 *
 * The same graph gives the same text, whatever the order of its objects' keys. `parseGraph` reads it
 * back exactly, unless weights were summed up.
 *
 * @param graph A graph of any dialect; it need not be valid.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder, printGraph } from "@snnkit/ir";
 * import { filled, tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("difference");
 * const weight = tensor([1, 2], [1, -1]);
 * net.named("dense", { kind: "dense", weight, bias: filled([1], 0.5) }, net.input([2]));
 * assertEquals(
 *   printGraph(net.finish()),
 *   `graph difference
 * input = input() sourceLayout=nchw -> [2]
 * dense = dense(input) weight=[1, 2]{1 -1} bias=[1]{0.5} -> [1]
 * outputs dense
 * `,
 * );
 * ```
 */
export function printGraph(graph: Graph<GraphOp>, options: PrintOptions = {}): string {
  const ofTensor = options.weights === "summary" ? tensorSummary : tensorText;
  const lineOf = ({ id, op, inputs, shape }: Node<GraphOp>): string => {
    const attributes = attributesOf(op).map((name) =>
      `${name}=${valueText((op as unknown as Record<string, AttributeValue>)[name], ofTensor)} `
    );
    const call = `${nameText(id)} = ${op.kind}(${inputs.map(nameText).join(", ")})`;
    return `${call} ${attributes.join("")}-> ${numbersText(shape)}`;
  };
  return [
    `graph ${nameText(graph.name)}`,
    ...graph.nodes.map(lineOf),
    `outputs ${graph.outputs.map(nameText).join(", ")}`.trimEnd(),
    "",
  ].join("\n");
}

/** What an attribute may hold. */
type AttributeValue = string | number | boolean | readonly number[] | Tensor;

function valueText(value: AttributeValue, ofTensor: typeof tensorText): string {
  if (isTensor(value)) return ofTensor(value);
  switch (typeof value) {
    case "number":
      return numberText(value);
    case "boolean":
      return String(value);
    case "string":
      return nameText(value);
    default:
      return numbersText(value as readonly number[]);
  }
}

/** A name bare where it is plain, else quoted as in JSON. */
function nameText(name: string): string {
  return /^[A-Za-z_/][\w/.:-]*$/.test(name) ? name : JSON.stringify(name);
}
