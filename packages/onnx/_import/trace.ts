import type { AnnNode, Finding, NodeId } from "@snnkit/ir";
import type { UnsupportedNode } from "../unsupported_op_error.ts";
import { readAttributes } from "./attributes.ts";
import { type Call, emitConstant, freshId, type Trace, type Value } from "./call.ts";
import type { DeclaredInput } from "./declared_inputs.ts";
import { type DecodedModel, ownDomain } from "./decode_model.ts";
import { keepsShape, remedyFor } from "./hints.ts";
import type { Known } from "./known.ts";
import type { LiveNode } from "./live_nodes.ts";
import { type Operator, operatorNamed } from "./operators.ts";
import { NodeProblem } from "./problem.ts";

/** What a file amounts to when it is followed from inputs to outputs. */
export interface Traced {
  /** The graph's nodes, operands first. */
  readonly nodes: readonly AnnNode[];
  /** The node behind each output of the file. */
  readonly outputs: readonly NodeId[];
  /** News. */
  readonly findings: readonly Finding[];
  /** Nodes without a counterpart. */
  readonly unsupported: readonly UnsupportedNode[];
  /** What to do about them. */
  readonly hints: readonly string[];
  /** What else is wrong, one line each. */
  readonly problems: readonly string[];
}

/** What is followed. */
export interface Source {
  /** The file. */
  readonly model: DecodedModel;
  /** Its nodes that matter. */
  readonly nodes: readonly LiveNode[];
  /** Its inputs. */
  readonly inputs: readonly DeclaredInput[];
  /** Its weights. */
  readonly weights: ReadonlyMap<string, Known>;
}

/** A value that a node with a problem should have yielded: what reads it is passed over. */
const BROKEN = Symbol("broken");

/**
 * Follow a file from its inputs to its outputs, calculating what is known and building nodes for
 * what is not. Goes on after a problem, so that one report names all.
 *
 * @param batch Length of the batch axis; undefined where tensors are whole samples.
 */
export function traceModel(source: Source, batch: number | undefined): Traced {
  const { model, nodes, inputs, weights } = source;
  const trace: Trace = { batch, opset: model.opset, nodes: [], findings: [], ids: new Set() };
  const values = new Map<string, Value | typeof BROKEN>(weights);
  const unsupported: UnsupportedNode[] = [];
  const hints = new Set<string>();
  const problems: string[] = [];

  // Weights and inputs with a problem of their own have been reported already.
  for (const { name } of [...model.graph.initializer, ...model.graph.input]) {
    if (!values.has(name)) values.set(name, BROKEN);
  }
  for (const input of inputs) values.set(input.name, importInput(trace, input));
  const wanted = assignIds(trace, nodes);

  nodes.forEach((node, i) => {
    const { proto } = node;
    const undefinedNames = proto.input.filter((name) => name !== "" && !values.has(name));
    for (const name of undefinedNames) {
      problems.push(
        `"${node.name}" (${proto.opType}): nothing yields its input "${name}" before it`,
      );
    }
    const operands = proto.input.map((name) =>
      name === "" ? undefined : values.get(name) ?? BROKEN
    );
    const broken = operands.includes(BROKEN);
    const results = new Array<Value | typeof BROKEN>(proto.output.length).fill(BROKEN);
    try {
      const operator = operatorOf(source, proto.opType, proto.domain);
      if (!broken) {
        const call: Call = {
          id: wanted[i],
          opType: proto.opType,
          trace,
          attributes: readAttributes(proto.attribute),
          inputs: operands as (Value | undefined)[],
          inputNames: proto.input,
          outputsUsed: node.outputsUsed,
        };
        run(operator, call).forEach((value, place) => results[place] = value);
      }
    } catch (error) {
      if (!(error instanceof NodeProblem)) throw error;
      if (error.unsupported) {
        unsupported.push(describe(source, node, error));
        const hint = error.hint ?? remedyFor(proto.opType);
        if (hint !== undefined) hints.add(hint);
        if (!broken && keepsShape(proto.opType)) results[0] = operands[0] ?? BROKEN;
      } else {
        problems.push(`"${node.name}" (${proto.opType}): ${error.message}`);
      }
    }
    proto.output.forEach((name, place) => {
      if (name !== "" && node.outputsUsed[place]) values.set(name, results[place]);
    });
  });

  const outputs = model.graph.output.map(({ name }): NodeId => {
    const value = values.get(name);
    if (value === undefined) problems.push(`output "${name}": nothing yields it`);
    if (value === undefined || value === BROKEN) return name;
    return value.kind === "dynamic"
      ? value.node
      : outputConstant(trace, name, oneSample(trace, value));
  });
  return {
    nodes: trace.nodes,
    outputs,
    findings: trace.findings,
    unsupported,
    hints: [...hints],
    problems,
  };
}

function importInput(trace: Trace, { name, axes, family }: DeclaredInput): Value {
  const batched = trace.batch !== undefined;
  const sample = (batched ? axes.slice(1) : axes).map(Number);
  const node = freshId(trace, name);
  trace.nodes.push({
    id: node,
    op: { kind: "input", sourceLayout: "nchw" },
    inputs: [],
    shape: sample,
  });
  return { kind: "dynamic", node, sample, batched, family };
}

/** A node's own name where it is free, else its first output's. */
function assignIds(trace: Trace, nodes: readonly LiveNode[]): readonly NodeId[] {
  return nodes.map(({ name, proto }) => {
    const output = proto.output.find((value) => value !== "");
    return trace.ids.has(name) && output !== undefined ? output : name;
  });
}

/** The operator's entry; refused where there is none, with what speaks against it. */
function operatorOf(source: Source, opType: string, domain: string): Operator {
  const own = ownDomain(domain) === "";
  const operator = own ? operatorNamed(opType) : undefined;
  if (operator !== undefined && source.model.opset >= operator.since) return operator;
  if (operator !== undefined) {
    throw new NodeProblem(
      `defined otherwise before opset ${operator.since}`,
      true,
      "export the model again with opset 17",
    );
  }
  const local = source.model.functions.has(`${ownDomain(domain)}.${opType}`);
  throw new NodeProblem(
    "",
    true,
    local
      ? "inline the functions that the file defines, e.g. with onnx.inliner"
      : remedyFor(opType),
  );
}

/** Calculates where everything is known, else imports. */
function run({ handle, fold }: Operator, call: Call): readonly Value[] {
  const known = call.inputs.every((value) => value === undefined || value.kind === "known");
  if (known && fold !== undefined) return fold(call);
  if (handle !== undefined) return handle(call);
  throw new NodeProblem("of activations", true, remedyFor(call.opType));
}

function describe(
  { model }: Source,
  { name, proto }: LiveNode,
  { message }: NodeProblem,
): UnsupportedNode {
  const domain = ownDomain(proto.domain);
  const opset = model.opsets.get(domain) ?? 0;
  const node = { name, opType: proto.opType, domain, opset };
  return message === "" ? node : { ...node, reason: message };
}

function outputConstant(trace: Trace, name: string, known: Known): NodeId {
  const call = {
    id: name,
    opType: "Constant",
    trace,
    attributes: readAttributes([]),
    inputs: [],
    inputNames: [],
    outputsUsed: [],
  } satisfies Call;
  return emitConstant(call, known, known.shape).node;
}

/** A known value that repeats for every sample of the batch, once. */
function oneSample({ batch }: Trace, known: Known): Known {
  const [length, ...shape] = known.shape;
  const size = known.data.length / length;
  if (length !== batch || !known.data.every((value, i) => value === known.data[i % size])) {
    return known;
  }
  return { ...known, shape, data: known.data.slice(0, size) };
}
