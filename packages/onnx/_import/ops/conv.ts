import { filled, formatShape, type Shape, type Tensor } from "@snnkit/tensor";
import { type Call, emit, knownOperand, type Value } from "../call.ts";
import { asTensor } from "../known.ts";
import { refuse, unsupported } from "../problem.ts";
import {
  backFromPlane,
  lift,
  padsAttribute,
  type Pair,
  pairAttribute,
  type Plane,
  planeOperand,
  resolvePadding,
  type Sides,
  type Sliding,
  splitPadding,
} from "../window.ts";

/** `Conv`, over signals and planes. */
export function importConv(call: Call): readonly Value[] {
  const plane = planeOperand(call);
  const weight = kernelOperand(call, plane.rank);
  const sliding = slidingOf(call, weight.shape, plane.rank);
  const output = emit(call, {
    kind: "conv2d",
    weight,
    bias: biasOperand(call, weight.shape[0]),
    stride: sliding.stride,
    padding: resolvePadding(call, sliding, plane),
    dilation: sliding.dilation,
    groups: call.attributes.int("group", 1),
  }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

/** `ConvTranspose`, over signals and planes. */
export function importConvTranspose(call: Call): readonly Value[] {
  const plane = planeOperand(call);
  const weight = kernelOperand(call, plane.rank);
  const groups = call.attributes.int("group", 1);
  const sliding = slidingOf(call, weight.shape, plane.rank);
  const outputPadding = pairAttribute(call, "output_padding", plane.rank, 0, 0);
  const output = emit(call, {
    kind: "convTranspose2d",
    weight,
    bias: biasOperand(call, weight.shape[1] * groups),
    stride: sliding.stride,
    dilation: sliding.dilation,
    groups,
    ...cuts(call, sliding, outputPadding, plane),
  }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

function kernelOperand(call: Call, rank: 1 | 2): Tensor {
  const weight = knownOperand(call, 1, "weight") ?? refuse("it needs a weight", "none");
  if (weight.shape.length !== rank + 2) {
    refuse(`its weight must have ${rank + 2} axes`, formatShape(weight.shape));
  }
  return asTensor(weight, lift(weight.shape, rank));
}

function biasOperand(call: Call, outputs: number): Tensor {
  const bias = knownOperand(call, 2, "bias");
  return bias === undefined ? filled([outputs], 0) : asTensor(bias);
}

function slidingOf(call: Call, weight: Shape, rank: 1 | 2): Sliding {
  const kernel: Pair = [weight[2], weight[3]];
  const declared = call.attributes.ints("kernel_shape");
  if (declared !== undefined && declared.join() !== kernel.slice(2 - rank).join()) {
    refuse(
      `its attribute "kernel_shape" must fit its weight ${formatShape(weight)}`,
      formatShape(declared),
    );
  }
  return {
    kernel,
    stride: pairAttribute(call, "strides", rank, 1, 1),
    dilation: pairAttribute(call, "dilations", rank, 1, 1),
  };
}

/**
 * What a transposed convolution cuts off. With `auto_pad` or `output_shape` the output's size is
 * given and the cut follows: `total = stride (H − 1) + outputPadding + extent − Ho`. A negative
 * total means cells to add, which ONNX Runtime puts at the end.
 */
function cuts(
  call: Call,
  { kernel, stride, dilation }: Sliding,
  outputPadding: Pair,
  plane: Plane,
): { readonly padding: Sides; readonly outputPadding: Pair } {
  const mode = call.attributes.string("auto_pad", "NOTSET");
  const asked = call.attributes.ints("output_shape");
  const given = asked !== undefined && asked.length > 0;
  const same = mode === "SAME_UPPER" || mode === "SAME_LOWER";
  if (!given && !same) {
    const padding: Sides = mode === "VALID" ? [0, 0, 0, 0] : padsAttribute(call, plane.rank);
    return { padding, outputPadding };
  }
  if (given && asked.length !== plane.rank) {
    unsupported(`an "output_shape" of ${asked.length} numbers, not ${plane.rank}`);
  }
  const lengths = plane.input.sample.slice(1);
  const target = given
    ? (plane.rank === 1 ? [1, asked[0]] : asked)
    : lengths.map((length, axis) => length * stride[axis]);
  const total = lengths.map((length, axis) =>
    stride[axis] * (length - 1) + outputPadding[axis] + dilation[axis] * (kernel[axis] - 1) + 1 -
    target[axis]
  );
  const cut = total.map((cells) => Math.max(0, cells));
  // Without SAME_UPPER the specification puts the odd cell at the beginning.
  const padding = splitPadding(mode === "SAME_UPPER" ? mode : "SAME_LOWER", cut);
  const added: Pair = [
    outputPadding[0] + Math.max(0, -total[0]),
    outputPadding[1] + Math.max(0, -total[1]),
  ];
  return { padding, outputPadding: added };
}
