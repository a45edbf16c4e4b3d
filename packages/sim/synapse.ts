/** How taps of a kernel fall onto planes. */
export interface PlaneSynapse {
  /** The population whose outputs arrive, by its place in the plan. */
  readonly source: number;
  /** Channels fall into so many independent groups. */
  readonly groups: number;
  /** Channels of the source. */
  readonly inputChannels: number;
  /** Channels of the target. */
  readonly outputChannels: number;
  /** Plane of the source, `[H, W]`. */
  readonly inputPlane: readonly [number, number];
  /** Plane of the target, `[H, W]`. */
  readonly outputPlane: readonly [number, number];
  /** Taps `[y, x]`. */
  readonly kernel: readonly [number, number];
  /** Step `[y, x]`, in pixels. */
  readonly stride: readonly [number, number];
  /** Leading padding `[top, left]`, in pixels. */
  readonly padding: readonly [number, number];
  /** Distance between taps `[y, x]`, in pixels. */
  readonly dilation: readonly [number, number];
}

/**
 * Connections of a convolution: source pixel `y` reaches target pixel
 * `(y + padding − k · dilation) / stride` through tap `k` of each axis, where that is whole and
 * inside the plane.
 */
export interface Conv2dSynapse extends PlaneSynapse {
  /** Discriminates the union. */
  readonly kind: "conv2d";
  /** `[Cout, Cin / groups, Kh, Kw]`. */
  readonly weight: Float32Array;
}

/**
 * Connections of a transposed convolution: source pixel `y` reaches target pixel
 * `y · stride + k · dilation − padding` through tap `k` of each axis, where that is inside.
 */
export interface ConvTranspose2dSynapse extends PlaneSynapse {
  /** Discriminates the union. */
  readonly kind: "convTranspose2d";
  /** `[Cin, Cout / groups, Kh, Kw]`. */
  readonly weight: Float32Array;
}

/**
 * All to all within each of `rows` blocks: source `r · inputs + i` reaches every target
 * `r · outputs + o`.
 */
export interface DenseSynapse {
  /** Discriminates the union. */
  readonly kind: "dense";
  /** The population whose outputs arrive, by its place in the plan. */
  readonly source: number;
  /** How many blocks share the weights; 1 for an ordinary fully connected layer. */
  readonly rows: number;
  /** Source neurons of a block. */
  readonly inputs: number;
  /** Target neurons of a block. */
  readonly outputs: number;
  /** `[inputs, outputs]`, both in plan order. */
  readonly weight: Float32Array;
}

/** Connections told one by one, grouped by source neuron; no pair occurs twice. */
export interface SparseSynapse {
  /** Discriminates the union. */
  readonly kind: "sparse";
  /** The population whose outputs arrive, by its place in the plan. */
  readonly source: number;
  /** Source neuron `j` owns entries `start[j] … start[j + 1] − 1`, `[source neurons + 1]`. */
  readonly start: Uint32Array;
  /** Target neurons in plan order, ascending within a source. */
  readonly target: Uint32Array;
  /** One weight a connection. */
  readonly weight: Float32Array;
}

/** How the outputs of one population reach the neurons of another. */
export type Synapse = Conv2dSynapse | ConvTranspose2dSynapse | DenseSynapse | SparseSynapse;
