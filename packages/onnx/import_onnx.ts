import { type AnnGraph, type Finding, type NodeId, verifyAnn } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import { batchSizes, type DeclaredInput, declaredInputs } from "./_import/declared_inputs.ts";
import {
  type DecodedModel,
  decodeModel,
  opsetError,
  OPSETS,
  ownDomain,
} from "./_import/decode_model.ts";
import { familyOf, rangeOf } from "./_import/decode_tensor.ts";
import { type LiveGraph, liveNodes } from "./_import/live_nodes.ts";
import { operatorNamed } from "./_import/operators.ts";
import { type Source, type Traced, traceModel } from "./_import/trace.ts";
import { decodeWeights, nonFiniteWeights } from "./_import/weights.ts";
import { simplify } from "./_simplify/simplify.ts";
import { UnsupportedOpError } from "./unsupported_op_error.ts";

/** How to read an ONNX file. */
export interface ImportOptions {
  /** What the model is called in messages and as a graph, e.g. the file's name. Default `"model"`. */
  readonly name?: string;
  /**
   * Hands out the files that hold weights outside the model's own, by the location that the model
   * names, relative to it. The caller decides which paths it is willing to read.
   */
  readonly externalData?: (location: string) => Uint8Array | undefined;
  /** Values for inputs of the file that are not samples. */
  readonly constants?: ReadonlyMap<string, Tensor>;
  /**
   * `"leading"` (default): axis 0 of every input counts samples, and the graph is that of one.
   * `"none"`: inputs are whole samples.
   */
  readonly batch?: "leading" | "none";
}

/** An imported model. */
export interface ImportedOnnx {
  /** The network for one sample. */
  readonly graph: AnnGraph;
  /** What is worth knowing about the import. */
  readonly findings: readonly Finding[];
  /** Version of ONNX's operators in the file. */
  readonly opset: number;
  /** Version of the file format. */
  readonly irVersion: number;
  /** What wrote the file, e.g. `"pytorch 2.1"`; `""` where it does not tell. */
  readonly producer: string;
  /** The file's inputs with the nodes that stand for them. */
  readonly inputs: readonly NamedNode[];
  /** The file's outputs with the nodes that yield them. */
  readonly outputs: readonly NamedNode[];
}

/** A name in the file and the node it belongs to. */
export interface NamedNode {
  /** In the file. */
  readonly name: string;
  /** In the graph. */
  readonly node: NodeId;
}

/** How many lines a message lists before it only counts the rest. */
const LISTED = 20;

/**
 * The network in an ONNX file, for one sample and channels first.
 *
 * Shape calculations, `Dropout`, `Identity` and layout transposes vanish; padding is explicit;
 * signals become planes of one row; batch-norms stay. Node ids are the file's node names, or the
 * first output's where a node has no name of its own. Weights may share memory with `bytes`.
 *
 * @param bytes The file, opset 7 … 23, IR version 3 … 11.
 * @throws {SyntaxError} Where the bytes are no ONNX model, or not a whole one.
 * @throws {RangeError} Where the file's version is not understood.
 * @throws {UnsupportedOpError} Where operators have no counterpart; lists them all.
 * @throws {TypeError} Where the file breaks a rule; lists all breaches that can be seen.
 * @throws {InvalidGraphError} Where what the file calculates at import is no finite number, or a
 * batch-norm's variance is negative.
 *
 * @example
 * ```ts
 * import { exportOnnx, importOnnx } from "@snnkit/onnx";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = exportOnnx({
 *   name: "tiny",
 *   nodes: [
 *     { id: "x", op: { kind: "input", sourceLayout: "nchw" }, inputs: [], shape: [3] },
 *     { id: "y", op: { kind: "relu" }, inputs: ["x"], shape: [3] },
 *   ],
 *   outputs: ["y"],
 * });
 * const { graph } = importOnnx(bytes, { name: "tiny" });
 * assertEquals(graph.nodes.map((node) => node.op.kind), ["input", "relu"]);
 * ```
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): ImportedOnnx {
  const name = options.name ?? "model";
  const model = decodeModel(bytes, name);
  const live = liveNodes(model.graph);
  checkOpset(model, live, name);
  const { source, problems, sizes } = prepare(model, live, options);
  const { traced, batch } = follow(source, sizes, problems, name);
  const findings = [...traced.findings];
  if (sizes.length > 1 && batch !== sizes[0]) {
    findings.push({
      code: "batch-fixed",
      message:
        `The batch axis of "${name}" cannot be followed to its outputs, so it was read with ` +
        `a batch of 1`,
    });
  }
  const graph = simplify({ name, nodes: traced.nodes, outputs: traced.outputs });
  verifyAnn(graph);
  const ids = new Set(graph.nodes.map(({ id }) => id));
  for (const input of source.inputs) {
    if (ids.has(input.name)) continue;
    findings.push({
      code: "input-unused",
      message: `No output of "${name}" depends on its input "${input.name}"`,
    });
  }
  return {
    graph,
    findings: findings.map((finding) => withLiveNode(finding, ids)),
    opset: model.opset,
    irVersion: model.irVersion,
    producer: model.producer,
    inputs: source.inputs.map((input) => ({ name: input.name, node: input.name }))
      .filter(({ node }) => ids.has(node)),
    outputs: model.graph.output.map((output, i) => ({ name: output.name, node: graph.outputs[i] })),
  };
}

/** Refuse operators that an old opset defines otherwise. */
function checkOpset({ opset }: DecodedModel, live: LiveGraph, name: string): void {
  if (opset >= OPSETS[0]) return;
  const types = live.nodes.filter(({ proto }) => ownDomain(proto.domain) === "")
    .map(({ proto }) => proto.opType);
  const changed = [...new Set(types)].filter((type) => (operatorNamed(type)?.since ?? 0) > opset);
  if (changed.length > 0) throw opsetError(name, opset, changed);
}

interface Prepared {
  readonly source: Source;
  readonly problems: readonly string[];
  readonly sizes: readonly (number | undefined)[];
}

function prepare(model: DecodedModel, live: LiveGraph, options: ImportOptions): Prepared {
  const decoded = decodeWeights(model.graph, live.read, options.externalData);
  const bound = options.constants ?? new Map<string, Tensor>();
  const initial = new Set(model.graph.initializer.map((tensor) => tensor.name));
  const batched = options.batch !== "none";
  const declared = declaredInputs(model.graph, new Set([...initial, ...bound.keys()]), batched);
  const weights = new Map(decoded.values);
  for (const [input, tensor] of bound) {
    const type = declared.types.get(input);
    const family = (type === undefined ? undefined : familyOf(type)) ?? "float";
    const range = type === undefined ? undefined : rangeOf(type);
    weights.set(input, { kind: "known", family, shape: tensor.shape, data: tensor.data, range });
  }
  const problems = [
    ...live.problems,
    ...decoded.problems,
    ...nonFiniteWeights(decoded.values, boundNames(live)),
    ...declared.problems,
  ];
  const sizes = batched ? batchSizes(declared.inputs) : [undefined];
  if (sizes === undefined) {
    problems.push(`its inputs must agree on the batch: received ${listInputs(declared.inputs)}`);
  }
  return {
    source: { model, nodes: live.nodes, inputs: declared.inputs, weights },
    problems,
    sizes: sizes ?? [1],
  };
}

/** Names read as bounds, which may be infinite. */
function boundNames({ nodes }: LiveGraph): ReadonlySet<string> {
  const bounding = new Set(["Clip", "Max", "Min", "Where"]);
  return new Set(nodes.flatMap(({ proto }) => bounding.has(proto.opType) ? proto.input : []));
}

/**
 * Follows the file with each batch size in turn until one passes; else reports what stands in the
 * way of the one that breaks the fewest rules.
 */
function follow(
  source: Source,
  sizes: readonly (number | undefined)[],
  problems: readonly string[],
  name: string,
): { readonly traced: Traced; readonly batch: number | undefined } {
  let best: Traced | undefined;
  for (const batch of sizes) {
    const traced = traceModel(source, batch);
    const { length } = traced.problems;
    if (length + traced.unsupported.length + problems.length === 0) return { traced, batch };
    if (best === undefined || length < best.problems.length) best = traced;
  }
  const all = [...problems, ...(best?.problems ?? [])];
  if (best !== undefined && best.unsupported.length > 0) {
    throw new UnsupportedOpError(name, best.unsupported, best.hints, all);
  }
  const lines = all.slice(0, LISTED);
  if (all.length > LISTED) lines.push(`and ${all.length - LISTED} more`);
  const count = all.length === 1 ? "this breaks" : `these ${all.length} break`;
  throw new TypeError(
    [`Cannot import "${name}" as ${count} a rule:`, ...lines].join("\n  "),
  );
}

function listInputs(inputs: readonly DeclaredInput[]): string {
  return inputs.map(({ name, axes }) => `"${name}" [${axes.join(", ")}]`).join(", ");
}

function withLiveNode(finding: Finding, ids: ReadonlySet<NodeId>): Finding {
  if (finding.node === undefined || ids.has(finding.node)) return finding;
  const { code, message } = finding;
  return { code, message };
}
