import type { NodeId } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";
import type { Maker } from "./_maker.ts";

/** Goes on from spikes on a plane `[C, H, W]` to other spikes on a plane. */
export type Block = (make: Maker, x: NodeId) => NodeId;

/** Every way of joining neurons that a simulator must know, by name. */
export const BLOCKS: Readonly<Record<string, Block>> = {
  convolution: (make, x) => make.fire(make.convolve(x)),

  twoGroups: (make, x) => {
    const wide = make.fire(make.convolve(x, { outputs: 2 * make.between(1, 4) }));
    return make.fire(make.convolve(wide, { outputs: 2 * make.between(1, 4), groups: 2 }));
  },

  depthwise: (make, x) => {
    const [channels] = make.shapeOf(x);
    const outputs = channels * make.between(1, 2);
    return make.fire(make.convolve(x, { outputs, groups: channels }));
  },

  identityShortcut: (make, x) => {
    const [channels] = make.shapeOf(x);
    const inner = make.fire(make.convolve(x, { same: true }));
    const branch = make.convolve(inner, { same: true, outputs: channels });
    const shortcut = make.add(
      { kind: "affine", scale: make.factors([1]), shift: make.values([1]) },
      x,
    );
    return make.fire(make.add({ kind: "add" }, branch, shortcut));
  },

  projectedShortcut: (make, x) => {
    const outputs = make.between(1, 6);
    const branch = make.convolve(x, { same: true, outputs });
    return make.fire(make.add({ kind: "add" }, make.convolve(x, { same: true, outputs }), branch));
  },

  slicedShortcut: (make, x) => {
    const [channels, height, width] = make.shapeOf(x);
    const sliced = make.add({
      kind: "slice",
      start: [0, height - 1, 0],
      step: [1, -2, 2],
      size: [channels, Math.ceil(height / 2), Math.ceil(width / 2)],
    }, x);
    const padded = make.add({
      kind: "pad",
      before: [1, 0, 0],
      after: [make.between(0, 2), 0, 0],
      mode: "constant",
      value: 0,
    }, sliced);
    const branch = make.convolve(sliced, { same: true, outputs: make.shapeOf(padded)[0] });
    return make.fire(make.add({ kind: "add" }, padded, branch));
  },

  averagePool: (make, x) => make.fire(make.average(x)),

  averagePoolThenConvolution: (make, x) => make.fire(make.convolve(make.average(x))),

  gate: (make, x) => make.gate(x),

  gateOfGate: (make, x) => make.gate(make.gate(x)),

  gateOfJoined: (make, x) => {
    const joined = make.add(
      { kind: "concat", axis: 0 },
      make.fire(make.convolve(x, { same: true })),
      x,
    );
    return make.gate(joined);
  },

  gateOfPadded: (make, x) => {
    const before = [0, make.between(0, 1), 1];
    const padded = make.add(
      { kind: "pad", before, after: [0, 1, 0], mode: make.pick(["constant", "edge"]), value: 0 },
      x,
    );
    return make.gate(padded);
  },

  joinedThenConvolution: (make, x) => {
    const parts = [x, make.fire(make.convolve(x, { same: true })), x];
    return make.fire(make.convolve(make.add({ kind: "concat", axis: 0 }, ...parts)));
  },

  joinedThenGroups: (make, x) => {
    const joined = make.add({ kind: "concat", axis: 0 }, x, x);
    return make.fire(make.convolve(joined, { groups: 2, outputs: 2 * make.between(1, 3) }));
  },

  joinedWithSample: (make, x) => {
    const [, ...plane] = make.shapeOf(x);
    const [channels, ...samplePlane] = make.shapeOf("input");
    const rows = resized(samplePlane[0], plane[0]);
    const columns = resized(samplePlane[1], plane[1]);
    const sample = make.add({ kind: "resizeNearest", rows, columns }, "input");
    const joined = make.add({ kind: "concat", axis: 0 }, sample, x);
    return make.fire(make.convolve(joined, { outputs: channels + 1 }));
  },

  joinedWithEncoded: (make, x) => {
    const [, ...plane] = make.shapeOf(x);
    const [channels, ...samplePlane] = make.shapeOf("input");
    const rows = resized(samplePlane[0], plane[0]);
    const columns = resized(samplePlane[1], plane[1]);
    const sample = make.add({ kind: "resizeNearest", rows, columns }, "input");
    const spikes = [make.encode(sample), make.encode(make.convolve(sample, { same: true }))];
    const joined = make.add({ kind: "concat", axis: 0 }, ...spikes, x);
    return make.fire(make.convolve(joined, { outputs: channels + 1 }));
  },

  gateOfEncoded: (make, x) => {
    const pooled = make.gate(make.encode("input"));
    const [, ...plane] = make.shapeOf(x);
    const [, ...pooledPlane] = make.shapeOf(pooled);
    const rows = resized(pooledPlane[0], plane[0]);
    const columns = resized(pooledPlane[1], plane[1]);
    const spikes = make.add({ kind: "resizeNearest", rows, columns }, pooled);
    return make.fire(make.convolve(make.add({ kind: "concat", axis: 0 }, spikes, x)));
  },

  transposedConvolution: (make, x) => make.fire(make.convolveTransposed(x)),

  resizedThenConvolution: (make, x) => {
    const [, height, width] = make.shapeOf(x);
    const op = {
      kind: "resizeNearest",
      rows: resized(height, height + 1),
      columns: resized(width, 4),
    };
    return make.fire(make.convolve(make.add({ ...op, kind: "resizeNearest" }, x)));
  },

  turned: (make, x) => {
    const turned = make.add({ kind: "transpose", order: [0, 2, 1] }, x);
    return make.fire(make.convolve(turned));
  },

  paddedThenConvolution: (make, x) => {
    const padded = make.add({
      kind: "pad",
      before: [0, make.between(0, 2), 1],
      after: [0, 1, make.between(0, 1)],
      mode: "constant",
      value: 0,
    }, x);
    return make.fire(make.pick([make.convolve, make.convolveTransposed])(padded));
  },

  mirroredThenConvolution: (make, x) => {
    const [, height, width] = make.shapeOf(x);
    const padded = make.add({
      kind: "pad",
      before: [0, Math.min(1, height - 1), 0],
      after: [0, 0, Math.min(1, width - 1)],
      mode: "reflect",
      value: 0,
    }, x);
    return make.fire(make.convolve(padded));
  },

  scaledChannels: (make, x) => {
    const [channels] = make.shapeOf(x);
    const scaled = make.add(
      {
        kind: "affine",
        scale: make.factors([channels, 1, 1]),
        shift: make.values([channels, 1, 1]),
      },
      x,
    );
    const convolved = make.pick([make.convolve, make.convolveTransposed])(scaled);
    const [outputs] = make.shapeOf(convolved);
    return make.fire(make.add(
      { kind: "affine", scale: make.factors([outputs, 1, 1]), shift: make.values([1]) },
      convolved,
    ));
  },

  scaledPixels: (make, x) => {
    const [, height, width] = make.shapeOf(x);
    const scaled = make.add(
      { kind: "affine", scale: make.factors([height, width]), shift: make.values([1, 1, width]) },
      make.convolve(make.add({ kind: "add" }, x, x), { same: true }),
    );
    return make.fire(scaled);
  },

  spreadChannel: (make, x) => {
    const [, ...plane] = make.shapeOf(x);
    const one = make.convolve(x, { same: true, outputs: 1 });
    const constant = make.add({ kind: "constant", value: make.values([3, 1, 1]) });
    const spread = make.add({ kind: "add" }, one, constant);
    return make.fire(
      make.add({ kind: "affine", scale: make.factors(plane), shift: make.values([1]) }, spread),
    );
  },

  line: (make, x) => {
    const shape = make.shapeOf(x);
    const length = sizeOf(shape.slice(1));
    const line = make.fire(
      make.add(
        { kind: "reshape", shape: [shape[0], length] },
        make.convolve(x, {
          same: true,
          outputs: shape[0],
        }),
      ),
    );
    return make.fire(
      make.convolve(make.add({ kind: "reshape", shape: [shape[0], 1, length] }, line)),
    );
  },

  rows: (make, x) => {
    const shape = make.shapeOf(x);
    const rows = make.add({ kind: "reshape", shape: [shape[0] * shape[1], shape[2]] }, x);
    const mixed = make.fire(make.multiply(rows, make.between(1, 5)));
    const back: Shape = [shape[0], shape[1], make.shapeOf(mixed)[1]];
    const again = make.multiply(mixed, back[2]);
    return make.fire(make.add({ kind: "reshape", shape: back }, again));
  },

  directRows: (make, x) => make.fire(make.multiply(x, make.between(1, 5))),

  twoSteps: (make, x) => make.fire(make.convolve(make.convolve(x))),

  neuronsOfNeurons: (make, x) => make.fire(x),
};

/** Which source cell each of `to` cells copies. */
function resized(from: number, to: number): number[] {
  return Array.from({ length: to }, (_, i) => Math.floor(i * from / to));
}

/** Goes on from spikes on a plane to the output neurons. */
export const HEADS: Readonly<Record<string, Block>> = {
  flatten: (make, x) => make.fire(make.multiply(flat(make, x), make.between(2, 6))),

  flattenChannelsLast: (make, x) => {
    const turned = make.add({ kind: "transpose", order: [1, 2, 0] }, x);
    const hidden = make.fire(make.multiply(flat(make, turned), make.between(2, 9)));
    return make.fire(make.multiply(hidden, make.between(2, 6)));
  },

  globalAverage: (make, x) => {
    const pooled = make.average(make.fire(make.convolve(x)));
    return make.fire(make.multiply(flat(make, pooled), make.between(2, 6)));
  },

  plane: (make, x) => make.fire(make.convolve(x, { outputs: 3 })),

  averagedPlane: (make, x) => make.fire(flat(make, make.average(make.convolve(x, { outputs: 3 })))),

  partOfPlane: (make, x) => {
    const { length } = make.shapeOf(flat(make, x)).map((size) => ({ length: size }))[0];
    const half = Math.ceil(length / 2);
    const part = make.add({ kind: "slice", start: [0], step: [1], size: [half] }, flat(make, x));
    return make.fire(make.multiply(part, 3));
  },
};

function flat(make: Maker, x: NodeId): NodeId {
  return make.add({ kind: "reshape", shape: [sizeOf(make.shapeOf(x))] }, x);
}
