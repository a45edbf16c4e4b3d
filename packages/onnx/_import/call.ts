import { type AnnNode, type AnnOp, type Finding, inferShape, type NodeId } from "@snnkit/ir";
import { formatShape, sameShape, type Shape, sizeOf } from "@snnkit/tensor";
import type { Attributes } from "./attributes.ts";
import { asTensor, type Family, type Known } from "./known.ts";
import { NodeProblem, refuse } from "./problem.ts";

/** A value that depends on the sample: the output of a node of the graph under construction. */
export interface Dynamic {
  /** Discriminates from values that do not depend on the sample. */
  readonly kind: "dynamic";
  /** The node that yields it. */
  readonly node: NodeId;
  /** Shape of one sample: the node's shape. */
  readonly sample: Shape;
  /** Whether the file's tensor has the batch as axis 0, which the sample lacks. */
  readonly batched: boolean;
  /** Which arithmetic applies. */
  readonly family: Family;
  /** What the whole numbers of a quantised value stand for; absent where nothing was quantised. */
  readonly quantised?: Quantised;
}

/** How whole numbers stand for values: `value = scale · (number − zeroPoint)`. */
export interface Grid {
  /** One number, one for each place along an axis, or one for each block along it. */
  readonly scale: Known;
  /** In the shape of the scale; 0 where it is left out. */
  readonly zeroPoint: Known | undefined;
  /** Axis of the file's tensor. */
  readonly axis: number;
  /** How many places along the axis share a scale; 0 where no blocks are meant. */
  readonly block: number;
}

/** A value that was told in whole numbers. */
export interface Quantised {
  /** The rounded value itself. */
  readonly value: Dynamic;
  /** How the numbers stand for it. */
  readonly grid: Grid;
}

/** What a name of the file stands for while the file is traced. */
export type Value = Known | Dynamic;

/** The graph under construction, and what holds for the whole trace. */
export interface Trace {
  /** Length of the batch axis; undefined where tensors are whole samples. */
  readonly batch: number | undefined;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** Nodes so far, operands first. */
  readonly nodes: AnnNode[];
  /** News so far. */
  readonly findings: Finding[];
  /** Ids given away. */
  readonly ids: Set<NodeId>;
}

/** One node of the file, ready to be imported. */
export interface Call {
  /** Id of the node's main counterpart. */
  readonly id: NodeId;
  /** ONNX operator. */
  readonly opType: string;
  /** The graph under construction. */
  readonly trace: Trace;
  /** The node's attributes. */
  readonly attributes: Attributes;
  /** Operands in order; undefined where an optional one is left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** The operands' names in the file. */
  readonly inputNames: readonly string[];
  /** Whether anything reads each output. */
  readonly outputsUsed: readonly boolean[];
}

/** Imports one node: yields its outputs, in order; those that nothing reads may be left out. */
export type Handler = (call: Call) => readonly Value[];

/** Largest value of one sample that makes sense: 2³¹ elements. */
const LARGEST = 2 ** 31;

/** A free id that begins as asked. */
export function freshId(trace: Trace, wanted: string): NodeId {
  let id = wanted;
  for (let i = 2; trace.ids.has(id); i++) id = `${wanted}:${i}`;
  trace.ids.add(id);
  return id;
}

/**
 * Adds a node to the graph.
 *
 * @param part What the node is to the call: nothing for the main one, else a suffix of its id.
 */
export function emit(call: Call, op: AnnOp, inputs: readonly Dynamic[], part?: string): Dynamic {
  let shape: Shape;
  try {
    shape = inferShape(op, inputs.map(({ sample }) => sample));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new NodeProblem(
        error.message.replace(/^Cannot infer the shape of "\w+" as /, ""),
        false,
      );
    }
    throw error;
  }
  if (sizeOf(shape) > LARGEST) refuse("its output must be of a sensible size", formatShape(shape));
  const node = freshId(call.trace, part === undefined ? call.id : `${call.id}:${part}`);
  call.trace.nodes.push({ id: node, op, inputs: inputs.map((input) => input.node), shape });
  const batched = inputs.length === 0 ? false : inputs[0].batched;
  return { kind: "dynamic", node, sample: shape, batched, family: inputs[0]?.family ?? "float" };
}

/** Adds a reshape, unless the sample has the shape already. */
export function emitReshape(call: Call, input: Dynamic, shape: Shape, part?: string): Dynamic {
  if (sameShape(input.sample, shape)) return input;
  return emit(call, { kind: "reshape", shape }, [input], part);
}

/** Adds a constant node that holds a known value of one sample. */
export function emitConstant(call: Call, known: Known, shape: Shape, part?: string): Dynamic {
  const constant = emit(call, { kind: "constant", value: asTensor(known, shape) }, [], part);
  return { ...constant, family: known.family };
}

/** Shape of a value as the file sees it, batch axis included. */
export function fullShape(trace: Trace, value: Value): Shape {
  if (value.kind === "known") return value.shape;
  return value.batched ? [trace.batch ?? 1, ...value.sample] : value.sample;
}

/** Operand `i`, which must be there. */
export function operand(call: Call, i: number): Value {
  return call.inputs[i] ?? refuse(`it needs an input ${i}`, "none");
}

/** Operand `i` as a node of the graph: a known value becomes a constant. */
export function dynamicOperand(call: Call, i: number): Dynamic {
  const value = operand(call, i);
  if (value.kind === "dynamic") return value;
  return emitConstant(call, value, value.shape, `constant${i}`);
}

/** Operand `i`, which must not depend on the sample; undefined where it is left out. */
export function knownOperand(call: Call, i: number, what: string): Known | undefined {
  const value = call.inputs[i];
  if (value === undefined || value.kind === "known") return value;
  return refuse(
    `its ${what} must be known at import`,
    `"${call.inputNames[i]}", which is calculated`,
  );
}

/** Operand `i` as whole numbers; undefined where it is left out. */
export function intsOperand(call: Call, i: number, what: string): readonly number[] | undefined {
  const known = knownOperand(call, i, what);
  return known === undefined ? undefined : Array.from(known.data);
}

/** An axis counted from the front: negative ones count from the end. */
export function normaliseAxis(axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  return refuse(`its axis must lie in ${-rank} … ${rank - 1}`, `${axis}`);
}

/** An axis of the file's tensor as an axis of the sample; the batch axis is refused. */
export function sampleAxis(call: Call, value: Dynamic, axis: number): number {
  const full = normaliseAxis(axis, fullShape(call.trace, value).length);
  if (!value.batched) return full;
  return full === 0 ? refuseMixing() : full - 1;
}

/** Refuse an operation along the batch axis. */
export function refuseMixing(): never {
  return refuse("axis 0 is the batch and one sample must not depend on another");
}

/**
 * The value with the batch axis as an ordinary one. Only files that are fixed to one sample at a
 * time may treat it so.
 */
export function withoutBatch(call: Call, value: Dynamic): Dynamic {
  if (!value.batched) return value;
  if (call.trace.batch !== 1) return refuseMixing();
  return { ...emitReshape(call, value, [1, ...value.sample], "batch"), batched: false };
}

/**
 * The value as `[batch, …sample]`, which layers need: a whole sample whose first axis is 1 may
 * stand for a batch of one.
 */
export function withBatch(call: Call, value: Dynamic): Dynamic {
  if (value.batched) return value;
  if (call.trace.batch !== 1 || value.sample[0] !== 1) {
    return refuse("its input must have a batch axis", formatShape(value.sample));
  }
  return { ...emitReshape(call, value, value.sample.slice(1), "sample"), batched: true };
}

/** The part of a known value that one sample meets when both broadcast together. */
export function knownSample(call: Call, known: Known, rank: number): Known {
  if (known.shape.length < rank) return known;
  const [length, ...shape] = known.shape;
  if (known.shape.length > rank) return refuseMixing();
  if (length === 1) return { ...known, shape };
  if (length !== call.trace.batch) return refuseMixing();
  const size = sizeOf(shape);
  const same = known.data.every((value, i) => value === known.data[i % size]);
  return same ? { ...known, shape, data: known.data.slice(0, size) } : refuseMixing();
}
