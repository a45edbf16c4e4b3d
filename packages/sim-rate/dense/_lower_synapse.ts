import type { ProgramBuilder, ProgramValue } from "@snnkit/onnx";
import type {
  Conv2dSynapse,
  ConvTranspose2dSynapse,
  DenseSynapse,
  Layout,
  SparseSynapse,
  Synapse,
} from "@snnkit/sim";
import { sizeOf } from "@snnkit/tensor";
import { planarIndex, toPlanar } from "./_planar.ts";

/** Channels and pixels that a synapse sees, which a population's own layout may number otherwise. */
type Planes = Pick<Layout, "channels" | "pixels">;

/**
 * What one synapse brings in a step, as a product of its weights with all outputs of its source.
 *
 * @param out Outputs of the source, `[N, channels, pixels]`.
 * @param from Layout of the source.
 * @param to Layout of the target.
 * @returns Currents of the target, `[N, channels, pixels]`.
 */
export function lowerSynapse(
  program: ProgramBuilder,
  synapse: Synapse,
  out: ProgramValue,
  from: Layout,
  to: Layout,
): ProgramValue {
  switch (synapse.kind) {
    case "conv2d":
    case "convTranspose2d": {
      const { inputChannels, inputPlane, outputChannels, outputPlane } = synapse;
      const seen = { channels: inputChannels, pixels: sizeOf(inputPlane) };
      const made = { channels: outputChannels, pixels: sizeOf(outputPlane) };
      const planes = program.reshape(regrouped(program, out, from, seen), [
        -1,
        inputChannels,
        ...inputPlane,
      ]);
      const sums = synapse.kind === "conv2d"
        ? convolve(program, synapse, planes)
        : convolveTransposed(program, synapse, planes);
      return regrouped(program, flat(program, sums, made), made, to);
    }
    case "dense":
      return synapse.rows === 1
        ? multiply(program, synapse, out, from, to)
        : multiplyRows(program, synapse, out, from, to);
    case "sparse":
      return gather(program, synapse, out, from, to);
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}

function flat(program: ProgramBuilder, x: ProgramValue, { channels, pixels }: Planes) {
  return program.reshape(x, [-1, channels, pixels]);
}

/** The same neurons of the plan as other channels and pixels. */
function regrouped(
  program: ProgramBuilder,
  x: ProgramValue,
  from: Planes,
  to: Planes,
): ProgramValue {
  if (from.channels === to.channels) return x;
  const plan = from.pixels === 1 ? x : program.transpose(x, [0, 2, 1]);
  const grouped = program.reshape(plan, [-1, to.pixels, to.channels]);
  return program.transpose(grouped, [0, 2, 1]);
}

function convolve(
  program: ProgramBuilder,
  synapse: Conv2dSynapse,
  planes: ProgramValue,
): ProgramValue {
  const { weight, kernel, stride, dilation, padding, groups } = synapse;
  const { inputChannels, outputChannels, inputPlane, outputPlane } = synapse;
  const axes = ([0, 1] as const).map((axis) => {
    const extent = dilation[axis] * (kernel[axis] - 1) + 1;
    const reached = inputPlane[axis] + padding[axis];
    const trailing = Math.max(0, (outputPlane[axis] - 1) * stride[axis] + extent - reached);
    return { trailing, made: Math.floor((reached + trailing - extent) / stride[axis]) + 1 };
  });
  const shape = [outputChannels, inputChannels / groups, ...kernel];
  const sums = program.convolve(planes, program.constant({ shape, data: weight }), {
    kernel,
    stride,
    dilation,
    groups,
    padding: [...padding, axes[0].trailing, axes[1].trailing],
  });
  return fitted(program, sums, axes.map(({ made }) => made), [0, 0], outputPlane);
}

function convolveTransposed(
  program: ProgramBuilder,
  synapse: ConvTranspose2dSynapse,
  planes: ProgramValue,
): ProgramValue {
  const { weight, kernel, stride, dilation, padding, groups } = synapse;
  const { inputChannels, outputChannels, inputPlane, outputPlane } = synapse;
  const made = ([0, 1] as const).map((axis) =>
    stride[axis] * (inputPlane[axis] - 1) + dilation[axis] * (kernel[axis] - 1) + 1
  );
  const shape = [inputChannels, outputChannels / groups, ...kernel];
  const sums = program.convolveTransposed(planes, program.constant({ shape, data: weight }), {
    kernel,
    stride,
    dilation,
    groups,
    padding: [0, 0, 0, 0],
  });
  return fitted(program, sums, made, padding, outputPlane);
}

/** Cuts planes off, or fills them up with zeros: from `leading` on, as large as wanted. */
function fitted(
  program: ProgramBuilder,
  planes: ProgramValue,
  made: readonly number[],
  leading: readonly [number, number],
  wanted: readonly [number, number],
): ProgramValue {
  let value = planes;
  const before = [0, 0, 0, 0];
  const after = [0, 0, 0, 0];
  ([0, 1] as const).forEach((axis) => {
    const from = Math.max(0, leading[axis]);
    const to = Math.min(made[axis], leading[axis] + wanted[axis]);
    if (from > 0 || to < made[axis]) value = program.cut(value, axis + 2, from, to);
    before[axis + 2] = Math.max(0, -leading[axis]);
    after[axis + 2] = wanted[axis] - (to - from) - before[axis + 2];
  });
  const fits = [...before, ...after].every((cells) => cells === 0);
  return fits ? value : program.pad(value, before, after, 0);
}

/** One fully connected block; rows and columns of the matrix follow the neurons' order here. */
function multiply(
  program: ProgramBuilder,
  { inputs, outputs, weight }: DenseSynapse,
  out: ProgramValue,
  from: Layout,
  to: Layout,
): ProgramValue {
  const isSame = [from, to].every(({ pixels, channels }) => pixels === 1 || channels === 1);
  let data = weight;
  if (!isSame) {
    data = new Float32Array(weight.length);
    const columns = Uint32Array.from({ length: outputs }, (_, o) => planarIndex(to, o));
    for (let i = 0; i < inputs; i++) {
      const row = planarIndex(from, i) * outputs;
      for (let o = 0; o < outputs; o++) data[row + columns[o]] = weight[i * outputs + o];
    }
  }
  const matrix = program.constant({ shape: [inputs, outputs], data });
  return flat(program, program.matrixProduct(program.reshape(out, [-1, inputs]), matrix), to);
}

/** Blocks that share weights are pixels of a convolution with one tap. */
function multiplyRows(
  program: ProgramBuilder,
  { rows, inputs, outputs, weight }: DenseSynapse,
  out: ProgramValue,
  from: Layout,
  to: Layout,
): ProgramValue {
  const seen = { channels: inputs, pixels: rows };
  const made = { channels: outputs, pixels: rows };
  const data = toPlanar({ channels: outputs, pixels: inputs, order: "channelsLast" }, weight);
  const matrix = program.constant({ shape: [outputs, inputs], data });
  const sums = program.matrixProduct(matrix, regrouped(program, out, from, seen));
  return regrouped(program, sums, made, to);
}

/** Each target picks its sources: as many as the target that has the most, others of weight 0. */
function gather(
  program: ProgramBuilder,
  { start, target, weight }: SparseSynapse,
  out: ProgramValue,
  from: Layout,
  to: Layout,
): ProgramValue {
  const targets = to.pixels * to.channels;
  const sources = start.length - 1;
  const filled = new Uint32Array(targets);
  for (const neuron of target) filled[neuron]++;
  const most = filled.reduce((a, b) => Math.max(a, b), 1);
  const places = new Uint32Array(targets * most);
  const factors = new Float32Array(targets * most);
  filled.fill(0);
  for (let source = 0; source < sources; source++) {
    for (let e = start[source]; e < start[source + 1]; e++) {
      const at = planarIndex(to, target[e]) * most + filled[target[e]]++;
      places[at] = planarIndex(from, source);
      factors[at] = weight[e];
    }
  }
  let value = program.reshape(out, [-1, sources]);
  const stays = most === 1 && sources === targets && places.every((place, i) => place === i);
  if (!stays) value = program.pick(value, 1, places);
  if (factors.some((factor) => factor !== 1)) {
    const constant = program.constant({ shape: [factors.length], data: factors });
    value = program.multiply(value, constant);
  }
  if (most > 1) value = program.sum(program.reshape(value, [-1, targets, most]), [2]);
  return flat(program, value, to);
}
