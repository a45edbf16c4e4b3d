import type { Conv2d, ConvTranspose2d, RateNode } from "@snnkit/ir";
import type { PlaneSource } from "./_plane_sources.ts";
import type { Conv2dSynapse, ConvTranspose2dSynapse } from "./synapse.ts";

/**
 * The synapse of a convolution from one of the sources of its input.
 *
 * @param node The convolution.
 * @param source Which channels of its input, and where they come from.
 * @param gain Factor of each output channel.
 */
export function planeSynapse(
  node: RateNode & { readonly op: Conv2d | ConvTranspose2d },
  source: PlaneSource,
  gain: Float64Array,
): Conv2dSynapse | ConvTranspose2dSynapse {
  const { op, shape } = node;
  const [, , rows, columns] = op.weight.shape;
  const [outputChannels, height, width] = shape;
  const { before } = source;
  // Cells before the plane shift where it begins: in the input of a convolution by so many pixels,
  // in that of a transposed one by so many strides the other way.
  const padding = op.kind === "conv2d"
    ? [op.padding[0] + before[0], op.padding[1] + before[1]] as const
    : [op.padding[0] - before[0] * op.stride[0], op.padding[1] - before[1] * op.stride[1]] as const;
  const geometry = {
    source: source.population,
    groups: op.groups,
    inputChannels: source.channels,
    outputChannels,
    inputPlane: source.plane,
    outputPlane: [height, width],
    kernel: [rows, columns],
    stride: op.stride,
    padding,
    dilation: op.dilation,
  } as const;
  const weight = scaledSlice(op, source, gain);
  return op.kind === "conv2d"
    ? { kind: "conv2d", ...geometry, weight }
    : { kind: "convTranspose2d", ...geometry, weight };
}

/** The weights of the source's channels, times both gains; shared where that changes nothing. */
function scaledSlice(
  op: Conv2d | ConvTranspose2d,
  source: PlaneSource,
  gain: Float64Array,
): Float32Array {
  const { weight, groups } = op;
  const [outer, inner, rows, columns] = weight.shape;
  const taps = rows * columns;
  const isWhole = source.channels === (op.kind === "conv2d" ? inner * groups : outer);
  if (isWhole && gain.every((g) => g === 1) && source.gain.every((g) => g === 1)) {
    return weight.data;
  }

  // A mere part of the channels occurs without groups only.
  const first = source.channel;
  const perGroup = source.channels / groups;
  const scaled = new Float32Array(
    (op.kind === "conv2d" ? outer * perGroup : source.channels * inner) * taps,
  );
  let at = 0;
  const copy = (from: number, factor: number): void => {
    for (let k = 0; k < taps; k++) scaled[at++] = weight.data[from + k] * factor;
  };
  if (op.kind === "conv2d") {
    for (let o = 0; o < outer; o++) {
      const group = Math.floor(o / (outer / groups));
      for (let c = 0; c < perGroup; c++) {
        copy((o * inner + first + c) * taps, gain[o] * source.gain[group * perGroup + c]);
      }
    }
  } else {
    for (let c = 0; c < source.channels; c++) {
      const group = Math.floor(c / perGroup);
      for (let o = 0; o < inner; o++) {
        copy(((first + c) * inner + o) * taps, gain[group * inner + o] * source.gain[c]);
      }
    }
  }
  return scaled;
}
