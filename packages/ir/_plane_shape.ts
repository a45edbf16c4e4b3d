import { formatShape, type Shape } from "@snnkit/tensor";
import type { Conv2d, ConvTranspose2d, PoolWindow } from "./linear_op.ts";
import { isCount, refuseShape, refuseValue } from "./_refuse.ts";

/** `[Cin, H, W] → [Cout, Ho, Wo]` of a convolution. */
export function convolvedShape(op: Conv2d, input: Shape): Shape {
  const { kind, weight, groups } = op;
  checkWindow(op, kind, input);
  checkKernel(op, kind);
  const [outputs, perGroup, ...kernel] = weight.shape;
  if (input[0] !== perGroup * groups) {
    refuseShape(
      kind,
      `its weight ${formatShape(weight.shape)} with ${groups} groups needs ${perGroup * groups} ` +
        `input channels`,
      formatShape(input),
    );
  }
  if (outputs % groups !== 0) {
    refuseShape(kind, `its groups must divide its output channels`, `${outputs} / ${groups}`);
  }
  checkBias(kind, op.bias.shape, outputs);
  const plane = [0, 1].map((axis) => floorPositions(op, kind, kernel, input, axis));
  return [outputs, ...plane];
}

/** `[Cin, H, W] → [Cout, Ho, Wo]` of a transposed convolution. */
export function transposedConvolvedShape(op: ConvTranspose2d, input: Shape): Shape {
  const { kind, weight, groups, stride, padding, outputPadding, dilation } = op;
  checkWindow(op, kind, input);
  checkKernel(op, kind);
  const [inputs, perGroup, ...kernel] = weight.shape;
  if (input[0] !== inputs) {
    refuseShape(
      kind,
      `its weight ${formatShape(weight.shape)} needs ${inputs} input channels`,
      formatShape(input),
    );
  }
  if (inputs % groups !== 0) {
    refuseShape(kind, `its groups must divide its input channels`, `${inputs} / ${groups}`);
  }
  checkBias(kind, op.bias.shape, perGroup * groups);
  if (outputPadding.length !== 2 || !outputPadding.every((cells) => isCount(cells, 0))) {
    refuseValue(kind, "its output padding must be 2 whole numbers ≥ 0", formatShape(outputPadding));
  }
  const plane = [0, 1].map((axis) => {
    const length = stride[axis] * (input[axis + 1] - 1) + outputPadding[axis] +
      dilation[axis] * (kernel[axis] - 1) + 1 - padding[axis] - padding[axis + 2];
    if (length < 1) {
      refuseShape(
        kind,
        "its padding must leave an output",
        `${length} cells along axis ${axis + 1}`,
      );
    }
    return length;
  });
  return [perGroup * groups, ...plane];
}

/** `[C, H, W] → [C, Ho, Wo]` of a pooling operation. */
export function pooledShape(op: PoolWindow & { readonly kind: string }, input: Shape): Shape {
  const { kind, kernel, stride, padding, dilation, ceilMode } = op;
  checkWindow(op, kind, input);
  if (kernel.length !== 2 || !kernel.every((length) => isCount(length, 1))) {
    refuseValue(kind, "its kernel must be 2 whole numbers ≥ 1", formatShape(kernel));
  }
  const plane = [0, 1].map((axis) => {
    const length = input[axis + 1];
    let positions = floorPositions(op, kind, kernel, input, axis);
    if (ceilMode) {
      const extent = dilation[axis] * (kernel[axis] - 1) + 1;
      const room = length + padding[axis] + padding[axis + 2] - extent;
      positions = Math.ceil(room / stride[axis]) + 1;
      if ((positions - 1) * stride[axis] >= length + padding[axis]) positions--;
    }
    for (let i = 0; i < positions; i++) {
      const begin = i * stride[axis] - padding[axis];
      if (coversACell(begin, kernel[axis], dilation[axis], length)) continue;
      refuseShape(
        kind,
        "every window must cover a cell of its input, not padding alone",
        `window ${i} of axis ${axis + 1} at ${begin} on ${formatShape(input)}`,
      );
    }
    return positions;
  });
  return [input[0], ...plane];
}

function coversACell(begin: number, taps: number, dilation: number, length: number): boolean {
  for (let tap = 0; tap < taps; tap++) {
    const at = begin + tap * dilation;
    if (at >= 0 && at < length) return true;
  }
  return false;
}

function floorPositions(
  op: Pick<PoolWindow, "stride" | "padding" | "dilation">,
  kind: string,
  kernel: Shape,
  input: Shape,
  axis: number,
): number {
  const extent = op.dilation[axis] * (kernel[axis] - 1) + 1;
  const room = input[axis + 1] + op.padding[axis] + op.padding[axis + 2] - extent;
  if (room < 0) {
    refuseShape(
      kind,
      `its window of ${extent} cells along axis ${axis + 1} must fit into its padded input`,
      formatShape(input),
    );
  }
  return Math.floor(room / op.stride[axis]) + 1;
}

function checkWindow(
  op: Pick<PoolWindow, "stride" | "padding" | "dilation">,
  kind: string,
  input: Shape,
): void {
  if (input.length !== 3 || !input.every((length) => isCount(length, 1))) {
    refuseShape(kind, "its input must be [C, H, W]", formatShape(input));
  }
  if (op.stride.length !== 2 || !op.stride.every((step) => isCount(step, 1))) {
    refuseValue(kind, "its stride must be 2 whole numbers ≥ 1", formatShape(op.stride));
  }
  if (op.dilation.length !== 2 || !op.dilation.every((step) => isCount(step, 1))) {
    refuseValue(kind, "its dilation must be 2 whole numbers ≥ 1", formatShape(op.dilation));
  }
  if (op.padding.length !== 4 || !op.padding.every((cells) => isCount(cells, 0))) {
    refuseValue(kind, "its padding must be 4 whole numbers ≥ 0", formatShape(op.padding));
  }
}

function checkKernel(op: Conv2d | ConvTranspose2d, kind: string): void {
  if (op.weight.shape.length !== 4 || !op.weight.shape.every((length) => isCount(length, 1))) {
    refuseShape(kind, "its weight must have 4 axes", formatShape(op.weight.shape));
  }
  if (!isCount(op.groups, 1)) {
    refuseValue(kind, "its groups must be a whole number ≥ 1", `${op.groups}`);
  }
}

function checkBias(kind: string, bias: Shape, outputs: number): void {
  if (bias.length !== 1 || bias[0] !== outputs) {
    refuseShape(kind, `its bias must be [${outputs}]`, formatShape(bias));
  }
}
