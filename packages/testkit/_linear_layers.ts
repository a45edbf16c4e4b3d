import type { LinearOp, NodeId } from "@snnkit/ir";
import { avgPool2d, conv2d, type ConvOptions, dense } from "./layers.ts";
import { gridTensor } from "./random_tensor.ts";
import {
  between,
  gridBias,
  gridWeight,
  type LinearLayer,
  pick,
  plane,
  type Sketch,
} from "./_sketch.ts";

/** Every linear operation in the forms in which they occur, alone or with what makes them matter. */
export const LINEAR_LAYERS: Readonly<Record<string, LinearLayer>> = {
  "conv": plane(1, (sketch, input) => conv(sketch, input, 3, { padding: 1 })),
  "conv-pointwise": plane(1, (sketch, input) => conv(sketch, input, 1, {})),
  "conv-strided": plane(
    2,
    (sketch, input) => conv(sketch, input, 3, { padding: 1, stride: [2, 1] }),
  ),
  "conv-dilated": plane(3, (sketch, input) => conv(sketch, input, 2, { dilation: [2, 1] })),
  "conv-lopsided": plane(2, (sketch, input) => conv(sketch, input, 2, { padding: [1, 0, 0, 2] })),
  "conv-grouped": plane(1, (sketch, input) => {
    const { net, random } = sketch;
    const doubled = net.add({ kind: "concat", axis: 0 }, input, input);
    const [channels] = net.shapeOf(doubled);
    const weight = gridWeight(
      random,
      [2 * between(random, 1, 2), channels / 2, 3, 3],
      channels * 4.5,
    );
    const bias = gridBias(random, weight.shape[0]);
    return net.add(conv2d(weight, { padding: 1, groups: 2, bias }), doubled);
  }),
  "conv-depthwise": plane(1, ({ net, random }, input) => {
    const [channels] = net.shapeOf(input);
    const weight = gridWeight(random, [channels, 1, 3, 3], 9);
    const options = { padding: 1, groups: channels, bias: gridBias(random, channels) };
    return net.add(conv2d(weight, options), input);
  }),
  "conv-transposed": plane(1, ({ net, random }, input) => {
    const [channels] = net.shapeOf(input);
    const op: LinearOp = {
      kind: "convTranspose2d",
      weight: gridWeight(random, [channels, 2, 3, 3], channels * 3),
      bias: gridBias(random, 2),
      stride: [2, 1],
      padding: [1, 1, 0, 1],
      outputPadding: [1, 0],
      dilation: [1, 1],
      groups: 1,
    };
    return net.add(op, input);
  }),
  "dense": {
    fits: (shape) => shape.length >= 1,
    add: ({ net, random }, input) => {
      const [width, outputs] = [net.shapeOf(input).at(-1)!, between(random, 2, 5)];
      return net.add(
        dense(gridWeight(random, [outputs, width], width), gridBias(random, outputs)),
        input,
      );
    },
  },
  // Windows of 1, 2 or 4 cells: their means are exact.
  "avg-pool": plane(2, ({ net }, input) => net.add(avgPool2d(2), input)),
  "avg-pool-overlapping": plane(2, ({ net, random }, input) => {
    const padding = pick(random, [[1, 0, 0, 1], [1, 1, 1, 1]] as const);
    const countPadding = pick(random, [true, false]);
    return net.add({ ...avgPool2d(2, [1, 2]), padding, countPadding }, input);
  }),
  "avg-pool-ceil": plane(3, ({ net, random }, input) => {
    const countPadding = pick(random, [true, false]);
    return net.add({ ...avgPool2d(2), ceilMode: true, countPadding }, input);
  }),
  "avg-pool-conv": plane(2, (sketch, input) => {
    return conv(sketch, sketch.net.add(avgPool2d(2), input), 1, {});
  }),
  "affine": any(({ net, random }, input) => {
    const perChannel = net.shapeOf(input).map((length, axis) => axis === 0 ? length : 1);
    const scale = gridTensor(random, perChannel, 0.5, 2);
    return net.add({ kind: "affine", scale, shift: gridTensor(random, [1], 0, 0.125) }, input);
  }),
  "add-twice": any(({ net }, input) => net.add({ kind: "add" }, input, input)),
  "add-shortcut": plane(1, (sketch, input) => {
    const { net, random } = sketch;
    const [channels] = net.shapeOf(input);
    const weight = gridWeight(random, [channels, channels, 3, 3], channels * 9);
    return net.add({ kind: "add" }, net.add(conv2d(weight, { padding: 1 }), input), input);
  }),
  "add-broadcast": plane(1, ({ net }, input) => {
    const [channels, ...start] = net.shapeOf(input);
    const corner = start.map((length) => length - 1);
    const op: LinearOp = {
      kind: "slice",
      start: [0, ...corner],
      step: [1, 1, 1],
      size: [channels, 1, 1],
    };
    return net.add({ kind: "add" }, input, net.add(op, input));
  }),
  "concat-channels": plane(1, (sketch, input) => {
    return sketch.net.add({ kind: "concat", axis: 0 }, conv(sketch, input, 1, {}), input);
  }),
  "concat-rows": plane(1, ({ net }, input) => net.add({ kind: "concat", axis: 1 }, input, input)),
  "slice": any(({ net, random }, input) => {
    const shape = net.shapeOf(input);
    const size = shape.map((length) => Math.max(1, length - random.integer(2)));
    const start = shape.map((length, axis) => random.integer(length - size[axis] + 1));
    return net.add({ kind: "slice", start, step: shape.map(() => 1), size }, input);
  }),
  "slice-strided": any(({ net }, input) => {
    const shape = net.shapeOf(input);
    const last = shape.length - 1;
    const op: LinearOp = {
      kind: "slice",
      start: shape.map((length, axis) => axis === last ? length - 1 : 0),
      step: shape.map((_, axis) => axis === last ? -2 : 1),
      size: shape.map((length, axis) => axis === last ? Math.ceil(length / 2) : length),
    };
    return net.add(op, input);
  }),
  "pad": plane(1, ({ net }, input) => net.add(padding("constant", [0, 1, 0], [0, 0, 2]), input)),
  "pad-channels": plane(1, ({ net }, input) => {
    return net.add(padding("constant", [1, 0, 0], [1, 0, 0]), input);
  }),
  "pad-edge": plane(1, ({ net }, input) => net.add(padding("edge", [0, 1, 1], [0, 2, 0]), input)),
  "pad-reflect": plane(2, ({ net }, input) => {
    return net.add(padding("reflect", [0, 1, 0], [0, 1, 1]), input);
  }),
  "reshape-plane": plane(1, ({ net }, input) => {
    const [channels, height, width] = net.shapeOf(input);
    return net.add({ kind: "reshape", shape: [channels, 1, height * width] }, input);
  }),
  "reshape-mixing": plane(1, ({ net }, input) => {
    const [channels, height, width] = net.shapeOf(input);
    return net.add({ kind: "reshape", shape: [height, width, channels] }, input);
  }),
  "transpose": plane(1, ({ net, random }, input) => {
    const order = pick(random, [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]);
    return net.add({ kind: "transpose", order }, input);
  }),
  "resize": plane(1, ({ net, random }, input) => {
    const [, height, width] = net.shapeOf(input);
    const rows = Array.from(
      { length: height + 1 },
      (_, i) => Math.floor(i * height / (height + 1)),
    );
    const columns = Array.from({ length: between(random, 1, width) }, (_, j) => width - 1 - j);
    return net.add({ kind: "resizeNearest", rows, columns }, input);
  }),
};

/** A layer over any shape but a scalar. */
function any(add: LinearLayer["add"]): LinearLayer {
  return { fits: (shape) => shape.length >= 1, add };
}

function conv(
  { net, random }: Sketch<LinearOp>,
  input: NodeId,
  kernel: number,
  options: ConvOptions,
): NodeId {
  const [channels] = net.shapeOf(input);
  const outputs = between(random, 1, 4);
  const weight = gridWeight(
    random,
    [outputs, channels, kernel, kernel],
    channels * kernel * kernel,
  );
  return net.add(conv2d(weight, { ...options, bias: gridBias(random, outputs) }), input);
}

function padding(
  mode: "constant" | "edge" | "reflect",
  before: readonly number[],
  after: readonly number[],
): LinearOp {
  return { kind: "pad", before, after, mode, value: 0 };
}
