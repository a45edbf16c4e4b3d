import type { AnnGraph } from "./ann_op.ts";
import { attributeProblems, ATTRIBUTES } from "./_attributes.ts";
import type { Node, NodeId } from "./graph.ts";
import type { Dialect, GraphOp } from "./graph_op.ts";
import { kindsOf } from "./_kinds.ts";
import type { RateGraph } from "./rate_op.ts";
import { TextCursor } from "./_text_cursor.ts";
import { numberOf, tensorOf } from "./_tensor_text.ts";
import type { TtfsGraph } from "./ttfs_op.ts";

/**
 * Read a graph that `printGraph` wrote. Empty lines and lines that begin with `#` are skipped.
 *
 * The text is checked, the graph is not: call `verifyAnn`, `verifyRate` or `verifyTtfs` on it.
 *
 * @param text The whole text.
 * @param dialect Which operations it may hold.
 * @throws {SyntaxError} Listing every line that cannot be read.
 *
 * @example
 * ```ts
 * import { parseGraph, printGraph } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseGraph(printGraph(tinyConvNet()), "ann"), tinyConvNet());
 * ```
 */
export function parseGraph(text: string, dialect: "ann"): AnnGraph;
/** As above, for the rate dialect. */
export function parseGraph(text: string, dialect: "rate"): RateGraph;
/** As above, for the dialect of first spikes. */
export function parseGraph(text: string, dialect: "ttfs"): TtfsGraph;
export function parseGraph(text: string, dialect: Dialect): AnnGraph | RateGraph | TtfsGraph {
  const problems: string[] = [];
  const nodes: Node<GraphOp>[] = [];
  let name: string | undefined;
  let outputs: readonly NodeId[] | undefined;
  text.split(/\r?\n/).forEach((line, i) => {
    if (/^\s*(#|$)/.test(line)) return;
    try {
      const cursor = new TextCursor(line);
      if (name === undefined) name = readHeader(cursor);
      else if (outputs !== undefined) cursor.refuse("nothing after the outputs");
      else if (cursor.take(/outputs(?! *=)\b/) !== undefined) outputs = readOutputs(cursor);
      else nodes.push(readNode(cursor, kindsOf(dialect)));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push(`line ${i + 1}: ${error.message}`);
    }
  });
  if (name === undefined && problems.length === 0) problems.push("it has no line");
  if (name !== undefined && outputs === undefined) problems.push("it has no line of outputs");
  if (problems.length > 0) {
    throw new SyntaxError(`Cannot parse a graph as it is not well-formed: ${problems.join("; ")}`);
  }
  return { name: name!, nodes, outputs: outputs! } as AnnGraph | RateGraph | TtfsGraph;
}

function readHeader(cursor: TextCursor): string {
  cursor.expect(/graph\b/, `"graph" and a name`);
  return readToEnd(cursor, cursor.name("a name"));
}

function readOutputs(cursor: TextCursor): NodeId[] {
  return cursor.list(/$/, () => cursor.name("an id"));
}

function readNode(cursor: TextCursor, kinds: ReadonlySet<string>): Node<GraphOp> {
  const id = cursor.name("an id");
  cursor.expect(/=/, `"="`);
  const kind = cursor.expect(/\w+/, "a kind of operation");
  if (!kinds.has(kind)) throw new SyntaxError(`an operation of the dialect is expected: ${kind}`);
  cursor.expect(/\(/, `"("`);
  const inputs = cursor.list(/\)/, () => cursor.name("an id"));
  const values: Record<string, unknown> = {};
  while (cursor.take(/->/) === undefined) {
    const attribute = cursor.expect(/\w+/, `an attribute or "->"`);
    cursor.expect(/=/, `"="`);
    if (Object.hasOwn(values, attribute)) {
      throw new SyntaxError(`"${attribute}" stands there twice`);
    }
    const type = ATTRIBUTES.get(kind)?.[attribute];
    values[attribute] = readValue(cursor, type === "tensor");
  }
  const shape = readNumbers(cursor);
  const problems = attributeProblems(kind, values);
  if (problems.length > 0) throw new SyntaxError(`"${id}" ${problems.join(" and ")}`);
  const op = { kind, ...values } as unknown as GraphOp;
  return readToEnd(cursor, { id, op, inputs, shape });
}

function readValue(cursor: TextCursor, isTensor: boolean): unknown {
  if (isTensor) {
    const shape = readNumbers(cursor);
    const values = cursor.expect(/\{[^}]*\}/, "the values of a tensor in braces");
    return tensorOf(shape, values.slice(1, -1));
  }
  const number = numberOf(cursor.take(/-?(?:\d[\w.+-]*|inf\b)|nan\b/) ?? "");
  if (number !== undefined) return number;
  if (cursor.take(/true\b/) !== undefined) return true;
  if (cursor.take(/false\b/) !== undefined) return false;
  if (cursor.take(/(?=\[)/) !== undefined) return readNumbers(cursor);
  return cursor.name("a number, a list, a word or a tensor");
}

function readNumbers(cursor: TextCursor): number[] {
  cursor.expect(/\[/, `"["`);
  return cursor.list(/\]/, () => {
    const word = cursor.expect(/[^\s,\]]+/, "a number");
    return numberOf(word) ?? cursor.refuse(`a number instead of "${word}"`);
  });
}

function readToEnd<T>(cursor: TextCursor, result: T): T {
  return cursor.done ? result : cursor.refuse("the end of the line");
}
