import type { AnnOp } from "./ann_op.ts";
import type { LinearOp } from "./linear_op.ts";
import type { Dialect } from "./graph_op.ts";
import type { RateOp } from "./rate_op.ts";
import type { TtfsOp } from "./ttfs_op.ts";

// Written as records so that a new operation is a compile error here.
const linear: Readonly<Record<LinearOp["kind"], true>> = {
  conv2d: true,
  convTranspose2d: true,
  dense: true,
  avgPool2d: true,
  affine: true,
  add: true,
  concat: true,
  reshape: true,
  transpose: true,
  slice: true,
  pad: true,
  resizeNearest: true,
};
const ann: Readonly<Record<AnnOp["kind"], true>> = {
  input: true,
  constant: true,
  ...linear,
  batchNorm: true,
  relu: true,
  leakyRelu: true,
  clip: true,
  fakeQuantise: true,
  sigmoid: true,
  tanh: true,
  softmax: true,
  logSoftmax: true,
  maxPool2d: true,
  reduceMean: true,
  sub: true,
  mul: true,
  div: true,
  matMul: true,
};
const rate: Readonly<Record<RateOp["kind"], true>> = {
  input: true,
  constant: true,
  ...linear,
  encode: true,
  if: true,
  maxPoolGate: true,
};

const ttfs: Readonly<Record<TtfsOp["kind"], true>> = {
  input: true,
  constant: true,
  ...linear,
  encodeLatency: true,
  fireOnce: true,
  earliestSpike: true,
  delay: true,
  fireFirst: true,
};

/** Every kind of operation that a trained network may hold. */
export const ANN_KINDS: ReadonlySet<string> = new Set(Object.keys(ann));

/** Every kind of operation that a rate-coded network may hold. */
export const RATE_KINDS: ReadonlySet<string> = new Set(Object.keys(rate));

/** Every kind of operation that a network coding by first spikes may hold. */
export const TTFS_KINDS: ReadonlySet<string> = new Set(Object.keys(ttfs));

const KINDS: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  ann: ANN_KINDS,
  rate: RATE_KINDS,
  ttfs: TTFS_KINDS,
};

/** Every kind of operation of a dialect. */
export function kindsOf(dialect: Dialect): ReadonlySet<string> {
  return KINDS[dialect];
}
