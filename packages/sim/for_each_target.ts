import type {
  Conv2dSynapse,
  ConvTranspose2dSynapse,
  DenseSynapse,
  PlaneSynapse,
  SparseSynapse,
  Synapse,
} from "./synapse.ts";

/** Told of one connection: a target neuron in plan order and the weight to it. */
export type VisitTarget = (target: number, weight: number) => void;

/**
 * Visit every connection of one source neuron: the definition of what a synapse means. No target
 * comes twice; connections of weight 0 count, taps outside the target's plane do not exist.
 *
 * @param synapse How two populations are joined.
 * @param source A neuron of the source population, in plan order.
 * @param visit Called once a target.
 *
 * @example
 * ```ts
 * import { forEachTarget } from "@snnkit/sim";
 * import { assertEquals } from "@std/assert";
 *
 * const weight = Float32Array.of(1, 2, 3, 4);
 * const synapse = { kind: "dense", source: 0, rows: 1, inputs: 2, outputs: 2, weight } as const;
 * const seen: number[][] = [];
 * forEachTarget(synapse, 1, (target, weight) => seen.push([target, weight]));
 * assertEquals(seen, [[0, 3], [1, 4]]);
 * ```
 */
export function forEachTarget(synapse: Synapse, source: number, visit: VisitTarget): void {
  switch (synapse.kind) {
    case "conv2d":
    case "convTranspose2d":
      return forEachTap(synapse, source, visit);
    case "dense":
      return forEachOutput(synapse, source, visit);
    case "sparse":
      return forEachEntry(synapse, source, visit);
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}

/** A tap of one axis that falls inside the target: which cell it reaches, through which tap. */
export interface AxisTap {
  /** Row or column of the target. */
  readonly target: number;
  /** Row or column of the kernel. */
  readonly tap: number;
}

/**
 * The taps along one axis that a source row or column reaches inside the target's plane, by
 * ascending tap.
 *
 * @param synapse A convolution or a transposed one.
 * @param axis 0 for rows, 1 for columns.
 * @param position The source's row or column.
 */
export function axisTaps(
  synapse: Conv2dSynapse | ConvTranspose2dSynapse,
  axis: 0 | 1,
  position: number,
): AxisTap[] {
  const taps: AxisTap[] = [];
  for (let tap = 0; tap < synapse.kernel[axis]; tap++) {
    const target = tapTarget(synapse, axis, position, tap);
    if (Number.isInteger(target) && target >= 0 && target < synapse.outputPlane[axis]) {
      taps.push({ target, tap });
    }
  }
  return taps;
}

/** Where a tap of one axis falls, be it inside the target's plane or not; a fraction is nowhere. */
export function tapTarget(
  synapse: Conv2dSynapse | ConvTranspose2dSynapse,
  axis: 0 | 1,
  position: number,
  tap: number,
): number {
  const { kind, stride, padding, dilation } = synapse;
  return kind === "conv2d"
    ? (position + padding[axis] - tap * dilation[axis]) / stride[axis]
    : position * stride[axis] + tap * dilation[axis] - padding[axis];
}

function forEachTap(
  synapse: Conv2dSynapse | ConvTranspose2dSynapse,
  source: number,
  visit: VisitTarget,
): void {
  const { weight, groups, inputChannels, outputChannels, inputPlane, outputPlane } = synapse;
  const pixel = Math.floor(source / inputChannels);
  const channel = source - pixel * inputChannels;
  const outputsOfGroup = outputChannels / groups;
  const first = Math.floor(channel / (inputChannels / groups)) * outputsOfGroup;
  const columns = axisTaps(synapse, 1, pixel % inputPlane[1]);
  for (const row of axisTaps(synapse, 0, Math.floor(pixel / inputPlane[1]))) {
    for (const column of columns) {
      const target = (row.target * outputPlane[1] + column.target) * outputChannels + first;
      for (let o = 0; o < outputsOfGroup; o++) {
        visit(target + o, weight[weightIndex(synapse, channel, first + o, row.tap, column.tap)]);
      }
    }
  }
}

/**
 * Where the kernel keeps the weight between two channels of one group at a tap.
 *
 * @param synapse A convolution or a transposed one.
 * @param input Channel of the source.
 * @param output Channel of the target, in the same group.
 * @param y Row of the kernel.
 * @param x Column of the kernel.
 */
export function weightIndex(
  synapse: PlaneSynapse & { readonly kind: "conv2d" | "convTranspose2d" },
  input: number,
  output: number,
  y: number,
  x: number,
): number {
  const { kind, groups, inputChannels, outputChannels, kernel } = synapse;
  const row = kind === "conv2d"
    ? output * (inputChannels / groups) + input % (inputChannels / groups)
    : input * (outputChannels / groups) + output % (outputChannels / groups);
  return (row * kernel[0] + y) * kernel[1] + x;
}

function forEachOutput(synapse: DenseSynapse, source: number, visit: VisitTarget): void {
  const { inputs, outputs, weight } = synapse;
  const row = Math.floor(source / inputs);
  const from = (source - row * inputs) * outputs;
  for (let o = 0; o < outputs; o++) visit(row * outputs + o, weight[from + o]);
}

function forEachEntry(synapse: SparseSynapse, source: number, visit: VisitTarget): void {
  const { start, target, weight } = synapse;
  for (let e = start[source]; e < start[source + 1]; e++) visit(target[e], weight[e]);
}
