import { checkLabels, type Dataset } from "@snnkit/datasets";
import type { AnnGraph, NodeId, RateGraph, TtfsGraph } from "@snnkit/ir";
import { formatShape, sameShape, type Shape, sizeOf } from "@snnkit/tensor";
import { onInput, UserError } from "../user_error.ts";

/** A network, trained or spiking. */
export type AnyGraph = AnnGraph | RateGraph | TtfsGraph;

/** The shape of one sample that a network takes. */
export function inputShape(graph: AnyGraph): Shape {
  const inputs = nodesOf(graph).filter((node) => node.op.kind === "input");
  if (inputs.length !== 1) {
    throw new UserError(
      `Cannot run "${graph.name}" as it must have one input: ${received(inputs)}`,
    );
  }
  return inputs[0].shape;
}

/** How many classes a network tells apart: the values of its only output. */
export function classesOf(graph: AnyGraph): number {
  const ids = new Set(graph.outputs);
  const outputs = nodesOf(graph).filter((node) => ids.has(node.id));
  if (outputs.length !== 1) {
    throw new UserError(
      `Cannot run "${graph.name}" as it must have one output: ${received(outputs)}`,
      "save the model with the scores of the classes as its only output",
    );
  }
  return sizeOf(outputs[0].shape);
}

/** Fails where a network has not one input and one output, as samples and labels want it. */
export function checkEnds(graph: AnyGraph): void {
  inputShape(graph);
  classesOf(graph);
}

/**
 * Fails where samples do not have the shape that a network takes. A flat input takes a picture of
 * as many values; axes of length 1 do not matter.
 */
export function checkShape(graph: AnyGraph, data: Dataset, word: string): void {
  const wanted = inputShape(graph);
  const long = (shape: Shape): number[] => shape.filter((length) => length !== 1);
  const flat = long(wanted).length <= 1 && sizeOf(wanted) === sizeOf(data.shape);
  if (flat || sameShape(long(wanted), long(data.shape))) return;
  throw new UserError(
    `Cannot run "${graph.name}" on "${word}" as its input takes samples of shape ` +
      `${formatShape(wanted)}: received ${formatShape(data.shape)}`,
    "give data of that size, or a model made for this data",
  );
}

/** Fails where samples have no labels, or labels that the network has no class for. */
export function labelsFor(
  graph: AnyGraph,
  data: Dataset,
  word: string,
): Int32Array {
  const { labels } = data;
  if (labels === undefined) {
    throw new UserError(
      `Cannot measure accuracy on "${word}" as it has no labels`,
      "give data with labels to --data; only --calibrate goes without",
    );
  }
  onInput(word, () => checkLabels(labels, classesOf(graph)));
  return labels;
}

/** What matters here of a node, whatever its dialect. */
interface AnyNode {
  readonly id: NodeId;
  readonly op: { readonly kind: string };
  readonly shape: Shape;
}

function nodesOf(graph: AnyGraph): readonly AnyNode[] {
  return graph.nodes;
}

function received(nodes: readonly AnyNode[]): string {
  const names = nodes.map(({ id, shape }) => `"${id}" ${formatShape(shape)}`).join(", ");
  return `received ${nodes.length}${names === "" ? "" : `, ${names}`}`;
}
