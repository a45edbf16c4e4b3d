import type { Tensor } from "@snnkit/tensor";
import { attributeProblems, ATTRIBUTES, attributesOf } from "./_attributes.ts";
import type { Graph, Node } from "./graph.ts";
import type { GraphOp } from "./graph_op.ts";
import { numberOf, numberText } from "./_tensor_text.ts";
import { isTensor } from "./_tensors_of.ts";

/** An attribute in JSON: numbers that JSON lacks are words, tensors stand under their names. */
type JsonValue = string | number | boolean | readonly number[] | { readonly tensor: string };

/** A graph in JSON; the same graph gives the same text. */
export function graphJson(
  graph: Graph<GraphOp>,
  tensorName: (node: string, attribute: string) => string,
): string {
  const nodes = graph.nodes.map(({ id, op, inputs, shape }) => {
    const names = attributesOf(op);
    const valueOf = (name: string): JsonValue => {
      const value = (op as unknown as Record<string, unknown>)[name];
      if (isTensor(value)) return { tensor: tensorName(id, name) };
      // JSON has no infinities, and its −0 is 0.
      const isWord = typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
      return isWord ? numberText(value) : value as JsonValue;
    };
    const attributes = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
    return { id, kind: op.kind, inputs, shape, attributes };
  });
  return JSON.stringify({ name: graph.name, nodes, outputs: graph.outputs });
}

/**
 * Read what {@linkcode graphJson} wrote.
 *
 * @throws {SyntaxError} Listing everything that is no graph.
 */
export function graphFromJson(
  text: string,
  tensors: ReadonlyMap<string, Tensor>,
): Graph<GraphOp> {
  const problems: string[] = [];
  const { name, nodes, outputs } = readRecord(parsed(text), "the graph", problems);
  if (typeof name !== "string") problems.push("the graph has no name");
  if (!isStrings(outputs)) problems.push("the graph's outputs are no list of ids");
  if (!Array.isArray(nodes)) problems.push("the graph has no list of nodes");
  const list: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const read = list.map((node, i) => readNode(node, `node ${i}`, tensors, problems));
  if (problems.length > 0) {
    throw new SyntaxError(`Cannot read the file as its graph is damaged: ${problems.join("; ")}`);
  }
  return { name, nodes: read, outputs } as Graph<GraphOp>;
}

function readNode(
  json: unknown,
  place: string,
  tensors: ReadonlyMap<string, Tensor>,
  problems: string[],
): Node<unknown> {
  const { id, kind, inputs, shape, attributes } = readRecord(json, place, problems);
  const label = typeof id === "string" ? `"${id}"` : place;
  if (typeof id !== "string") problems.push(`${label} has no id`);
  if (!isStrings(inputs)) problems.push(`${label} has no list of inputs`);
  if (!Array.isArray(shape) || shape.some((length) => typeof length !== "number")) {
    problems.push(`${label} has no shape`);
  }
  const values: Record<string, unknown> = {};
  const types = ATTRIBUTES.get(String(kind));
  for (const [name, value] of Object.entries(readRecord(attributes, label, problems))) {
    const isNamed = typeof value === "object" && value !== null && "tensor" in value;
    const isWord = types?.[name] === "number" && typeof value === "string";
    values[name] = isNamed ? tensors.get(String(value.tensor)) : isWord ? numberOf(value) : value;
    if (isNamed && values[name] === undefined) {
      problems.push(`${label} names a tensor that the file lacks: "${value.tensor}"`);
      delete values[name];
    }
  }
  for (const problem of attributeProblems(String(kind), values)) {
    problems.push(`${label} ${problem}`);
  }
  return { id, op: { kind, ...values }, inputs, shape } as unknown as Node<unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError("Cannot read the file as its graph is no JSON", { cause });
  }
}

function readRecord(value: unknown, what: string, problems: string[]): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  problems.push(`${what} is no object`);
  return {};
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
