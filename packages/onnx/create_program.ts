import { create, toBinary } from "@bufbuild/protobuf";
import { type Tensor, tensor } from "@snnkit/tensor";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { createWriter, type Writer } from "./_export/writer.ts";

/** Lengths of axes; a text names one that is open, and the same wherever it is named. */
export type ProgramShape = readonly (number | string)[];

/** Numbers that a program calculates, float32 unless said otherwise. */
export interface ProgramValue {
  /** Its name in the file: outputs are found by it. */
  readonly name: string;
}

/** How a window moves over planes. */
export interface ProgramWindow {
  /** Taps `[y, x]`. */
  readonly kernel: readonly [number, number];
  /** Step `[y, x]`, in pixels. */
  readonly stride: readonly [number, number];
  /** Distance between taps `[y, x]`, in pixels. */
  readonly dilation: readonly [number, number];
}

/** How taps of a convolution fall onto planes. */
export interface ProgramConvolution extends ProgramWindow {
  /** Zero padding, or of a transposed one what is cut off, `[top, left, bottom, right]`, ≥ 0. */
  readonly padding: readonly [number, number, number, number];
  /** Channels fall into so many independent groups. */
  readonly groups: number;
}

/** What a loop remembers from step to step. */
export interface LoopState {
  /** Before the first step. */
  readonly initial: ProgramValue;
  /** Its shape, the same in every step. */
  readonly shape: ProgramShape;
}

/** What a loop reads, one part a step. */
export interface LoopInput {
  /** `[steps, …shape]`. */
  readonly values: ProgramValue;
  /** Shape of one step's part. */
  readonly shape: ProgramShape;
}

/** A loop over the steps of its inputs. */
export interface Loop {
  /** What it remembers. */
  readonly states: readonly LoopState[];
  /** What it reads, at least one; as many steps as they have. */
  readonly inputs: readonly LoopInput[];
  /** Shapes of what each step yields. */
  readonly yields: readonly ProgramShape[];
  /**
   * Writes one step, with what the loop remembers and reads; values from outside may be used, too.
   *
   * @returns The states after the step and what it yields, in their orders.
   */
  readonly step: (
    program: ProgramBuilder,
    states: readonly ProgramValue[],
    inputs: readonly ProgramValue[],
  ) => { readonly states: readonly ProgramValue[]; readonly yields: readonly ProgramValue[] };
}

/** An operation of two operands, broadcast as NumPy does. */
export type Binary = (a: ProgramValue, b: ProgramValue) => ProgramValue;

/** Writes calculations one after the other. */
export interface ProgramBuilder {
  /** Numbers known now. */
  readonly constant: (value: Tensor) => ProgramValue;
  /** `a + b`. */
  readonly add: Binary;
  /** `a − b`. */
  readonly subtract: Binary;
  /** `a · b`. */
  readonly multiply: Binary;
  /** The larger of two numbers. */
  readonly largest: Binary;
  /** The smaller of two numbers. */
  readonly smallest: Binary;
  /** `|a|`. */
  readonly magnitude: (a: ProgramValue) => ProgramValue;
  /** −1, 0 or 1. */
  readonly sign: (a: ProgramValue) => ProgramValue;
  /** The largest whole number ≤ `a`. */
  readonly floor: (a: ProgramValue) => ProgramValue;
  /** Matrix product over the last two axes, leading ones broadcast. */
  readonly matrixProduct: Binary;
  /** `[N, Cin, H, W]` with `[Cout, Cin / groups, Kh, Kw]`. */
  readonly convolve: (
    x: ProgramValue,
    weight: ProgramValue,
    how: ProgramConvolution,
  ) => ProgramValue;
  /** `[N, Cin, H, W]` with `[Cin, Cout / groups, Kh, Kw]`. */
  readonly convolveTransposed: (
    x: ProgramValue,
    weight: ProgramValue,
    how: ProgramConvolution,
  ) => ProgramValue;
  /** The largest of each window of `[N, C, H, W]`, without padding. */
  readonly largestOfWindow: (x: ProgramValue, how: ProgramWindow) => ProgramValue;
  /** The sum along axes, which stay with length 1 where wanted. */
  readonly sum: (x: ProgramValue, axes: readonly number[], keepsAxes?: boolean) => ProgramValue;
  /** The same values under another shape; −1 stands for the length that is left. */
  readonly reshape: (x: ProgramValue, shape: readonly number[]) => ProgramValue;
  /** Axes reordered: axis `i` of the result is axis `order[i]` of the operand. */
  readonly transpose: (x: ProgramValue, order: readonly number[]) => ProgramValue;
  /** Values joined along an axis. */
  readonly join: (values: readonly ProgramValue[], axis: number) => ProgramValue;
  /** Elements `from … to − 1` of an axis, or every so-manieth of them. */
  readonly cut: (
    x: ProgramValue,
    axis: number,
    from: number,
    to: number,
    step?: number,
  ) => ProgramValue;
  /** Cells of one value added before and after each axis. */
  readonly pad: (
    x: ProgramValue,
    before: readonly number[],
    after: readonly number[],
    value: number,
  ) => ProgramValue;
  /** Elements of an axis by their places. */
  readonly pick: (x: ProgramValue, axis: number, places: ArrayLike<number>) => ProgramValue;
  /**
   * Repeats a step.
   *
   * @returns The states after the last step, and what all steps yield, `[steps, …]`.
   */
  readonly loop: (loop: Loop) => {
    readonly states: readonly ProgramValue[];
    readonly yields: readonly ProgramValue[];
  };
}

/** A program being written, with its ends. */
export interface Program extends ProgramBuilder {
  /** Numbers handed in at each run. */
  readonly input: (name: string, shape: ProgramShape) => ProgramValue;
  /** The ONNX file that yields these values under their names. */
  readonly finish: (
    outputs: readonly { readonly value: ProgramValue; readonly shape: ProgramShape }[],
  ) => Uint8Array;
}

/** Version of ONNX's operators, and of the file format that goes with it. */
const [OPSET, IR_VERSION] = [17, 8n] as const;

/**
 * Write a calculation that is no network of the IR as an ONNX file, e.g. the steps of a simulation.
 *
 * @param name What it is called in messages of ONNX Runtime.
 *
 * @example
 * ```ts
 * import { createProgram } from "@snnkit/onnx";
 * import { tensor } from "@snnkit/tensor";
 * import { assert } from "@std/assert";
 *
 * const program = createProgram("sums");
 * const steps = program.input("steps", ["T", 2]);
 * const initial = program.constant(tensor([2], [0, 0]));
 * const { states, yields } = program.loop({
 *   states: [{ initial, shape: [2] }],
 *   inputs: [{ values: steps, shape: [2] }],
 *   yields: [[2]],
 *   step: (body, [sum], [x]) => {
 *     const next = body.add(sum, x);
 *     return { states: [next], yields: [next] };
 *   },
 * });
 * const bytes = program.finish([
 *   { value: states[0], shape: [2] },
 *   { value: yields[0], shape: ["T", 2] },
 * ]);
 * assert(bytes.length > 0);
 * ```
 */
export function createProgram(name: string): Program {
  const writer = createWriter(OPSET, [], "floats");
  const builder = builderOn(writer, writer.name);
  const inputs: ValueInfoProto[] = [];
  return {
    ...builder,
    input: (wanted, shape) => {
      const free = writer.name(wanted);
      inputs.push(port(free, shape));
      return { name: free };
    },
    finish: (outputs) =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: IR_VERSION,
          producerName: "snnkit",
          opsetImport: [{ domain: "", version: BigInt(OPSET) }],
          graph: {
            name,
            node: writer.nodes,
            initializer: writer.initializers,
            input: inputs,
            output: outputs.map(({ value, shape }) => port(value.name, shape)),
          },
        }),
      ),
  };
}

/** @param free A name that nothing in the whole file has yet. */
function builderOn(writer: Writer, free: Writer["name"]): ProgramBuilder {
  const { node } = writer;
  const apply = (
    opType: string,
    inputs: readonly string[],
    attributes: Parameters<typeof node>[3] = {},
  ): string => {
    const output = free(opType.toLowerCase());
    node(opType, inputs, output, attributes);
    return output;
  };
  const value = (...of: Parameters<typeof apply>): ProgramValue => ({ name: apply(...of) });
  const ints = (values: readonly number[]): string => writer.ints(free("ints"), values);
  const binary = (opType: string): Binary => (a, b) => value(opType, [a.name, b.name]);
  const reshape: ProgramBuilder["reshape"] = (x, shape) => value("Reshape", [x.name, ints(shape)]);
  const convolution = (opType: string): ProgramBuilder["convolve"] => (x, weight, how) =>
    value(opType, [x.name, weight.name], {
      ...windowAttributes(how),
      pads: { ints: how.padding },
      group: { int: how.groups },
    });
  return {
    constant: (given) => ({ name: writer.floats(free("constant"), given) }),
    add: binary("Add"),
    subtract: binary("Sub"),
    multiply: binary("Mul"),
    largest: binary("Max"),
    smallest: binary("Min"),
    magnitude: (a) => value("Abs", [a.name]),
    sign: (a) => value("Sign", [a.name]),
    floor: (a) => value("Floor", [a.name]),
    matrixProduct: binary("MatMul"),
    convolve: convolution("Conv"),
    convolveTransposed: convolution("ConvTranspose"),
    largestOfWindow: (x, how) => value("MaxPool", [x.name], windowAttributes(how)),
    sum: (x, axes, keepsAxes = false) =>
      value("ReduceSum", [x.name, ints(axes)], { keepdims: { int: keepsAxes ? 1 : 0 } }),
    reshape,
    transpose: (x, order) => value("Transpose", [x.name], { perm: { ints: order } }),
    join: (values, axis) => value("Concat", values.map((v) => v.name), { axis: { int: axis } }),
    cut: (x, axis, from, to, step = 1) =>
      value("Slice", [x.name, ...[from, to, axis, step].map((number) => ints([number]))]),
    pad: (x, before, after, filling) =>
      value("Pad", [
        x.name,
        ints([...before, ...after]),
        writer.floats(free("filling"), tensor([], [filling])),
      ]),
    pick: (x, axis, places) =>
      value("Gather", [x.name, ints(Array.from(places))], { axis: { int: axis } }),
    loop: (loop) => writeLoop(writer, free, loop),
  };
}

function windowAttributes({ kernel, stride, dilation }: ProgramWindow) {
  return {
    "kernel_shape": { ints: kernel },
    strides: { ints: stride },
    dilations: { ints: dilation },
  };
}

function writeLoop(
  writer: Writer,
  free: Writer["name"],
  { states, inputs, yields, step }: Loop,
): ReturnType<ProgramBuilder["loop"]> {
  const body = createWriter(OPSET, [], "floats");
  const named = (hint: string, shapes: readonly ProgramShape[]): ValueInfoProto[] =>
    shapes.map((shape) => port(free(hint), shape));
  const stateShapes = states.map(({ shape }) => shape);
  const stateIn = named("state", stateShapes);
  const read = named("read", inputs.map(({ shape }) => shape));
  const values = (ports: readonly ValueInfoProto[]): ProgramValue[] =>
    ports.map(({ name }) => ({ name }));
  const builder = builderOn(body, free);
  const done = step(builder, values(stateIn), values(read));
  // A value may leave a body once, and not as it came in.
  const leave = (results: readonly ProgramValue[], shapes: readonly ProgramShape[]) =>
    results.map(({ name }, i) => {
      const out = free("result");
      body.node("Identity", [name], out);
      return port(out, shapes[i]);
    });
  const output = [...leave(done.states, stateShapes), ...leave(done.yields, yields)];
  const graph = create(GraphProtoSchema, {
    name: free("step"),
    node: body.nodes,
    initializer: body.initializers,
    input: [...stateIn, ...read],
    output,
  });
  const results = output.map(() => free("loop"));
  const operands = [...states.map((s) => s.initial.name), ...inputs.map((i) => i.values.name)];
  writer.node("Scan", operands, results, {
    body: { graph },
    "num_scan_inputs": { int: inputs.length },
  });
  const all = results.map((name) => ({ name }));
  return { states: all.slice(0, states.length), yields: all.slice(states.length) };
}

/** A declared float32 value. */
function port(name: string, shape: ProgramShape): ValueInfoProto {
  const dim = shape.map((length) =>
    typeof length === "string"
      ? { value: { case: "dimParam" as const, value: length } }
      : { value: { case: "dimValue" as const, value: BigInt(length) } }
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: "tensorType",
        value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } },
      },
    },
  });
}
