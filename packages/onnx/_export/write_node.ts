import type {
  Affine,
  AnnNode,
  AvgPool2d,
  Dense,
  MaxPool2d,
  PoolWindow,
  ResizeNearest,
  Slice,
} from "@snnkit/ir";
import { type Shape, transpose } from "@snnkit/tensor";
import { boundOf, writeRounding } from "./write_rounding.ts";
import type { AttributeValue, Writer } from "./writer.ts";

/** A node to write, with what its operation needs to know of its operands. */
export interface Written {
  /** The node. */
  readonly node: AnnNode;
  /** Shapes of its operands' samples. */
  readonly shapes: readonly Shape[];
  /** Names of its operands' values. */
  readonly inputs: readonly string[];
  /** Which operands are constants, whose batch axis is 1. */
  readonly constants: readonly boolean[];
}

/** The axis behind the batch axis. */
const behindBatch = (axis: number): number => axis + 1;

/** Writes the ONNX nodes that calculate one node of the graph; the last yields its id. */
export function writeNode(writer: Writer, written: Written): void {
  const { node, inputs } = written;
  const { id, op } = node;
  const single = (opType: string, attributes?: Record<string, AttributeValue>): void =>
    writer.node(opType, inputs, id, attributes);
  switch (op.kind) {
    case "input":
    case "constant":
      throw new Error("Unreachable: written with the file's head");
    case "conv2d":
    case "convTranspose2d": {
      const attributes: Record<string, AttributeValue> = {
        "kernel_shape": { ints: op.weight.shape.slice(2) },
        strides: { ints: op.stride },
        pads: { ints: op.padding },
        dilations: { ints: op.dilation },
        group: { int: op.groups },
      };
      if (op.kind === "convTranspose2d") attributes["output_padding"] = { ints: op.outputPadding };
      const weights = [
        writer.floats(`${id}:weight`, op.weight),
        writer.floats(`${id}:bias`, op.bias),
      ];
      const opType = op.kind === "conv2d" ? "Conv" : "ConvTranspose";
      return writer.node(opType, [...inputs, ...weights], id, attributes);
    }
    case "dense":
      return writeDense(writer, written, op);
    case "avgPool2d":
      return single("AveragePool", averagePoolAttributes(op));
    case "maxPool2d":
      return single("MaxPool", maxPoolAttributes(op));
    case "affine":
      return writeAffine(writer, written, op);
    case "add":
    case "sub":
    case "mul":
    case "div": {
      const opType = { add: "Add", sub: "Sub", mul: "Mul", div: "Div" }[op.kind];
      return writer.node(opType, alignedInputs(writer, written), id);
    }
    case "matMul":
      return writer.node("MatMul", alignedInputs(writer, written), id);
    case "concat":
      return writer.node("Concat", stretchedInputs(writer, written), id, {
        axis: { int: behindBatch(op.axis) },
      });
    case "reshape":
      return writer.node("Reshape", [...inputs, writer.ints(`${id}:shape`, [0, ...op.shape])], id);
    case "transpose":
      return single("Transpose", { perm: { ints: [0, ...op.order.map(behindBatch)] } });
    case "slice":
      return writeSlice(writer, written, op);
    case "pad": {
      const pads = writer.ints(`${id}:pads`, [0, ...op.before, 0, ...op.after]);
      const value = writer.floats(`${id}:value`, { shape: [], data: Float32Array.of(op.value) });
      return writer.node("Pad", [...inputs, pads, value], id, { mode: { text: op.mode } });
    }
    case "resizeNearest":
      return writeResize(writer, written, op);
    case "batchNorm": {
      const parameters = (["gamma", "beta", "mean", "variance"] as const)
        .map((name) => writer.floats(`${id}:${name}`, op[name]));
      return writer.node("BatchNormalization", [...inputs, ...parameters], id, {
        epsilon: { float: op.epsilon },
      });
    }
    case "relu":
      return single("Relu");
    case "leakyRelu":
      return single("LeakyRelu", { alpha: { float: op.slope } });
    case "clip": {
      return writer.node("Clip", [
        ...inputs,
        boundOf(writer, id, "min", op.min),
        boundOf(writer, id, "max", op.max),
      ], id);
    }
    case "fakeQuantise":
      return writeRounding(writer, written, op);
    case "sigmoid":
      return single("Sigmoid");
    case "tanh":
      return single("Tanh");
    case "softmax":
      return single("Softmax", { axis: { int: behindBatch(op.axis) } });
    case "logSoftmax":
      return single("LogSoftmax", { axis: { int: behindBatch(op.axis) } });
    case "reduceMean": {
      const axes = op.axes.map(behindBatch);
      if (writer.opset < 18) return single("ReduceMean", { axes: { ints: axes } });
      return writer.node("ReduceMean", [...inputs, writer.ints(`${id}:axes`, axes)], id);
    }
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

function writeDense(writer: Writer, { node: { id }, shapes, inputs }: Written, op: Dense): void {
  const bias = writer.floats(`${id}:bias`, op.bias);
  if (shapes[0].length === 1) {
    const weight = writer.floats(`${id}:weight`, op.weight);
    return writer.node("Gemm", [...inputs, weight, bias], id, { transB: { int: 1 } });
  }
  const weight = writer.floats(`${id}:weight`, transpose(op.weight, [1, 0]));
  const product = writer.name(`${id}:product`);
  writer.node("MatMul", [...inputs, weight], product);
  writer.node("Add", [product, bias], id);
}

function poolAttributes(op: PoolWindow): Record<string, AttributeValue> {
  return {
    "kernel_shape": { ints: op.kernel },
    strides: { ints: op.stride },
    pads: { ints: op.padding },
    "ceil_mode": { int: op.ceilMode ? 1 : 0 },
  };
}

function maxPoolAttributes(op: MaxPool2d): Record<string, AttributeValue> {
  return { ...poolAttributes(op), dilations: { ints: op.dilation } };
}

function averagePoolAttributes(op: AvgPool2d): Record<string, AttributeValue> {
  const attributes = {
    ...poolAttributes(op),
    "count_include_pad": { int: op.countPadding ? 1 : 0 },
  };
  return isDilated(op) ? { ...attributes, dilations: { ints: op.dilation } } : attributes;
}

/** Whether a window has gaps between its taps. */
export function isDilated({ dilation }: PoolWindow): boolean {
  return dilation.some((distance) => distance !== 1);
}

/** A factor of 1 and a shift of 0 are left out, unless both are. */
function writeAffine(writer: Writer, { node: { id }, inputs }: Written, op: Affine): void {
  const scaled = op.scale.data.some((value) => value !== 1);
  const shifted = op.shift.data.some((value) => value !== 0);
  const product = scaled && shifted ? writer.name(`${id}:scaled`) : id;
  if (scaled || !shifted) {
    writer.node("Mul", [...inputs, writer.floats(`${id}:scale`, op.scale)], product);
  }
  if (shifted) {
    const source = scaled ? product : inputs[0];
    writer.node("Add", [source, writer.floats(`${id}:shift`, op.shift)], id);
  }
}

function writeSlice(writer: Writer, { node: { id }, inputs }: Written, op: Slice): void {
  const axes = op.start.map((_, axis) => axis);
  // Backwards to before the first element: any position below −length is moved there.
  const ends = axes.map((axis) => {
    const end = op.start[axis] + op.step[axis] * op.size[axis];
    return end < 0 ? Number.MIN_SAFE_INTEGER : end;
  });
  const operands = ([
    ["starts", op.start],
    ["ends", ends],
    ["axes", axes.map(behindBatch)],
    ["steps", op.step],
  ] as const).map(([name, values]) => writer.ints(`${id}:${name}`, values));
  writer.node("Slice", [...inputs, ...operands], id);
}

/** Whole factors as `Resize`, other choices of rows and columns as two `Gather`s. */
function writeResize(
  writer: Writer,
  { node: { id }, shapes: [[, height, width]], inputs }: Written,
  op: ResizeNearest,
): void {
  const factors = [[op.rows, height], [op.columns, width]] as const;
  const [y, x] = factors.map(([sources, length]) => sources.length / length);
  const whole = factors.every(([sources, length]) => {
    const factor = sources.length / length;
    return Number.isInteger(factor) &&
      sources.every((from, to) => from === Math.floor(to / factor));
  });
  if (whole) {
    const scales = writer.floats(`${id}:scales`, { shape: [4], data: Float32Array.of(1, 1, y, x) });
    return writer.node("Resize", [...inputs, "", scales], id, {
      mode: { text: "nearest" },
      "coordinate_transformation_mode": { text: "asymmetric" },
      "nearest_mode": { text: "floor" },
    });
  }
  const rows = writer.name(`${id}:rows`);
  writer.node("Gather", [...inputs, writer.ints(`${id}:row`, op.rows)], rows, { axis: { int: 2 } });
  writer.node("Gather", [rows, writer.ints(`${id}:column`, op.columns)], id, { axis: { int: 3 } });
}

/** Operands of fewer axes get axes of 1 behind the batch axis, so that batches meet. */
function alignedInputs(
  writer: Writer,
  { node: { id }, shapes, inputs }: Written,
): readonly string[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return inputs.map((input, i) => {
    const missing = rank - shapes[i].length;
    if (missing === 0) return input;
    const name = writer.name(`${id}:operand${i}`);
    const wanted = [0, ...new Array<number>(missing).fill(1), ...shapes[i]];
    writer.node("Reshape", [input, writer.ints(`${name}:shape`, wanted)], name);
    return name;
  });
}

/** Constants repeated for every sample of the batch, as joining does not broadcast. */
function stretchedInputs(writer: Writer, written: Written): readonly string[] {
  const { node: { id }, shapes, inputs, constants } = written;
  const model = inputs[constants.indexOf(false)];
  if (model === undefined) return inputs;
  return inputs.map((input, i) => {
    if (!constants[i]) return input;
    const name = writer.name(`${id}:operand${i}`);
    writeRepeated(writer, { constant: input, sample: shapes[i], model }, name);
    return name;
  });
}

/** Repeats a constant for as many samples as a value of the file holds. */
export function writeRepeated(
  writer: Writer,
  { constant, sample, model }: {
    readonly constant: string;
    readonly sample: Shape;
    readonly model: string;
  },
  output: string,
): void {
  const [shape, batch, wanted] = ["shape", "batch", "wanted"]
    .map((part) => writer.name(`${output}:${part}`));
  writer.node("Shape", [model], shape);
  writer.node("Gather", [shape, writer.ints(`${batch}:axis`, [0])], batch, { axis: { int: 0 } });
  const operands = [batch, writer.ints(`${wanted}:sample`, sample)];
  writer.node("Concat", operands, wanted, { axis: { int: 0 } });
  writer.node("Expand", [constant, wanted], output);
}
