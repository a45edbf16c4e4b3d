import type { Shape, Tensor } from "@snnkit/tensor";

/**
 * Convolution over the plane: `y[o] = b[o] + Σ_{c,ky,kx} W[o, c, ky, kx] · x[c, …]`.
 *
 * `[Cin, H, W] → [Cout, Ho, Wo]`, `Ho = ⌊(H + top + bottom − dilation·(Kh − 1) − 1) / stride⌋ + 1`.
 */
export interface Conv2d {
  /** Discriminates the union. */
  readonly kind: "conv2d";
  /** Kernel, `[Cout, Cin / groups, Kh, Kw]`. */
  readonly weight: Tensor;
  /** `[Cout]`. */
  readonly bias: Tensor;
  /** Step `[y, x]`, in pixels. */
  readonly stride: readonly [number, number];
  /** Zero padding `[top, left, bottom, right]`, in pixels. */
  readonly padding: readonly [number, number, number, number];
  /** Distance between taps `[y, x]`, in pixels. */
  readonly dilation: readonly [number, number];
  /** Channels fall into so many independent groups. */
  readonly groups: number;
}

/**
 * Transposed convolution: every input pixel adds its kernel, scaled, to the output.
 *
 * `[Cin, H, W] → [Cout, Ho, Wo]`,
 * `Ho = stride·(H − 1) + outputPadding + dilation·(Kh − 1) + 1 − top − bottom`.
 */
export interface ConvTranspose2d {
  /** Discriminates the union. */
  readonly kind: "convTranspose2d";
  /** Kernel, `[Cin, Cout / groups, Kh, Kw]`. */
  readonly weight: Tensor;
  /** `[Cout]`. */
  readonly bias: Tensor;
  /** Distance of neighbouring input pixels in the output, `[y, x]`. */
  readonly stride: readonly [number, number];
  /** Rows and columns cut off the output, `[top, left, bottom, right]`. */
  readonly padding: readonly [number, number, number, number];
  /** Rows and columns added at the bottom and right, `[y, x]`. */
  readonly outputPadding: readonly [number, number];
  /** Distance between taps `[y, x]`, in pixels. */
  readonly dilation: readonly [number, number];
  /** Channels fall into so many independent groups. */
  readonly groups: number;
}

/** Fully connected over the last axis: `y = W x + b`, `[…, In] → […, Out]`. */
export interface Dense {
  /** Discriminates the union. */
  readonly kind: "dense";
  /** `[Out, In]`. */
  readonly weight: Tensor;
  /** `[Out]`. */
  readonly bias: Tensor;
}

/** The window of a pooling operation over `[C, H, W]`. */
export interface PoolWindow {
  /** Window `[y, x]`, in pixels. */
  readonly kernel: readonly [number, number];
  /** Step `[y, x]`, in pixels. */
  readonly stride: readonly [number, number];
  /** Padding `[top, left, bottom, right]`, in pixels. */
  readonly padding: readonly [number, number, number, number];
  /** Distance between taps `[y, x]`, in pixels. */
  readonly dilation: readonly [number, number];
  /**
   * Whether a last, partial window counts (its size rounds up); a window that would begin beyond
   * the input and its leading padding never does.
   */
  readonly ceilMode: boolean;
}

/** Mean over a window. A global average pool is one whose kernel is the whole plane. */
export interface AvgPool2d extends PoolWindow {
  /** Discriminates the union. */
  readonly kind: "avgPool2d";
  /** Whether padded cells count in the divisor; cells beyond the padding never do. */
  readonly countPadding: boolean;
}

/**
 * `y = scale · x + shift`, both broadcast to the shape of `x`, which stays.
 * A shortcut's weight, a per-channel factor, a mean subtracted from an image.
 */
export interface Affine {
  /** Discriminates the union. */
  readonly kind: "affine";
  /** Broadcasts to the node's shape, e.g. `[1]` or `[C, 1, 1]`. */
  readonly scale: Tensor;
  /** Broadcasts to the node's shape, e.g. `[1]` or `[C, 1, 1]`. */
  readonly shift: Tensor;
}

/** `y = a + b`, broadcast as NumPy does. Two inputs. */
export interface Add {
  /** Discriminates the union. */
  readonly kind: "add";
}

/** Inputs joined along one axis of the sample. Any number of inputs ≥ 1. */
export interface Concat {
  /** Discriminates the union. */
  readonly kind: "concat";
  /** Which axis of the sample grows, ≥ 0. */
  readonly axis: number;
}

/** The same values in the same row-major order under the node's shape. */
export interface Reshape {
  /** Discriminates the union. */
  readonly kind: "reshape";
  /** The new shape of one sample; holds as many values as the old. */
  readonly shape: Shape;
}

/** Axes of the sample reordered: axis `i` of the result is axis `order[i]` of the input. */
export interface Transpose {
  /** Discriminates the union. */
  readonly kind: "transpose";
  /** A permutation of the sample's axes. */
  readonly order: readonly number[];
}

/** Every `step[a]`-th element of axis `a` from `start[a]` on, `size[a]` of them. */
export interface Slice {
  /** Discriminates the union. */
  readonly kind: "slice";
  /** First element taken, per axis, ≥ 0. */
  readonly start: readonly number[];
  /** Distance between elements taken, per axis; negative runs backwards, never 0. */
  readonly step: readonly number[];
  /** How many are taken, per axis: the node's shape. */
  readonly size: readonly number[];
}

/** Cells added around the sample. */
export interface Pad {
  /** Discriminates the union. */
  readonly kind: "pad";
  /** Cells before each axis, ≥ 0. */
  readonly before: readonly number[];
  /** Cells after each axis, ≥ 0. */
  readonly after: readonly number[];
  /** What the cells hold: `value`, the mirrored inside, or the nearest edge. */
  readonly mode: "constant" | "reflect" | "edge";
  /** For mode `"constant"`. */
  readonly value: number;
}

/** Nearest-neighbour resize of `[C, H, W]`: `y[c, i, j] = x[c, rows[i], columns[j]]`. */
export interface ResizeNearest {
  /** Discriminates the union. */
  readonly kind: "resizeNearest";
  /** Source row of every output row. */
  readonly rows: readonly number[];
  /** Source column of every output column. */
  readonly columns: readonly number[];
}

/**
 * Operations that are affine in their inputs. Both dialects share them: on spikes they are synapses.
 * (`pad` is so for its constant mode, copies for the others.)
 */
export type LinearOp =
  | Conv2d
  | ConvTranspose2d
  | Dense
  | AvgPool2d
  | Affine
  | Add
  | Concat
  | Reshape
  | Transpose
  | Slice
  | Pad
  | ResizeNearest;
