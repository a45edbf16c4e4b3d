import type { Tensor } from "@snnkit/tensor";
import type { GraphOp } from "./graph_op.ts";
import { isTensor } from "./_tensors_of.ts";

/** What an attribute of an operation holds; a list of strings names the only ones allowed. */
export type AttributeType =
  | "tensor"
  | "number"
  | "flag"
  | "numbers"
  | "pair"
  | "quad"
  | readonly string[];

/** The name of each attribute of an operation and what it holds, in the order it is written. */
export type Attributes = Readonly<Record<string, AttributeType>>;

type TypeOf<T> = [T] extends [Tensor] ? "tensor"
  : [T] extends [boolean] ? "flag"
  : [T] extends [number] ? "number"
  : [T] extends [string] ? readonly T[]
  : [T] extends [readonly [number, number]] ? "pair"
  : [T] extends [readonly [number, number, number, number]] ? "quad"
  : "numbers";

/** Ties the table to the interfaces: an attribute that is missing here is a compile error. */
type Table = {
  readonly [Kind in GraphOp["kind"]]: AttributesOf<Extract<GraphOp, { readonly kind: Kind }>>;
};
type AttributesOf<T> = { readonly [Name in Exclude<keyof T, "kind">]-?: TypeOf<Required<T>[Name]> };

const window = {
  kernel: "pair",
  stride: "pair",
  padding: "quad",
  dilation: "pair",
  ceilMode: "flag",
} as const;

const spikeWindow = { start: "number", end: "number" } as const;

const table: Table = {
  input: { sourceLayout: ["nchw", "nhwc"] },
  constant: { value: "tensor" },
  conv2d: {
    stride: "pair",
    padding: "quad",
    dilation: "pair",
    groups: "number",
    weight: "tensor",
    bias: "tensor",
  },
  convTranspose2d: {
    stride: "pair",
    padding: "quad",
    outputPadding: "pair",
    dilation: "pair",
    groups: "number",
    weight: "tensor",
    bias: "tensor",
  },
  dense: { weight: "tensor", bias: "tensor" },
  avgPool2d: { ...window, countPadding: "flag" },
  affine: { scale: "tensor", shift: "tensor" },
  add: {},
  concat: { axis: "number" },
  reshape: { shape: "numbers" },
  transpose: { order: "numbers" },
  slice: { start: "numbers", step: "numbers", size: "numbers" },
  pad: {
    before: "numbers",
    after: "numbers",
    mode: ["constant", "reflect", "edge"],
    value: "number",
  },
  resizeNearest: { rows: "numbers", columns: "numbers" },
  batchNorm: {
    epsilon: "number",
    gamma: "tensor",
    beta: "tensor",
    mean: "tensor",
    variance: "tensor",
  },
  relu: {},
  leakyRelu: { slope: "number" },
  clip: { min: "number", max: "number" },
  fakeQuantise: { min: "number", max: "number", scale: "tensor", zeroPoint: "tensor" },
  sigmoid: {},
  tanh: {},
  softmax: { axis: "number" },
  logSoftmax: { axis: "number" },
  maxPool2d: window,
  reduceMean: { axes: "numbers" },
  sub: {},
  mul: {},
  div: {},
  matMul: {},
  encode: { coding: ["poisson", "periodic"], signed: "flag", unit: "tensor" },
  if: {
    reset: ["subtract", "zero"],
    signed: "flag",
    leak: "number",
    refractory: "number",
    threshold: "tensor",
    initial: "tensor",
    unit: "tensor",
  },
  maxPoolGate: {
    ...window,
    estimator: ["first", "track", "exponential", "window"],
    decay: "number",
    steps: "number",
  },
  encodeLatency: spikeWindow,
  fireOnce: spikeWindow,
  earliestSpike: window,
  delay: { by: "number" },
  fireFirst: { remedy: ["none", "dynamic", "corrective"], threshold: "tensor", unit: "tensor" },
};

/** Attributes that came after the first format; absent means what holds without them. */
const OPTIONAL: ReadonlySet<string> = new Set([
  "encode.signed",
  "if.signed",
  "if.leak",
  "if.refractory",
  "maxPoolGate.estimator",
  "maxPoolGate.decay",
  "maxPoolGate.steps",
]);

/** The attributes of every kind of operation. */
export const ATTRIBUTES: ReadonlyMap<string, Attributes> = new Map(Object.entries(table));

/** The names of the attributes that an operation has, in the order they are written. */
export function attributesOf(op: GraphOp): string[] {
  return Object.keys(ATTRIBUTES.get(op.kind) ?? {}).filter((name) =>
    (op as unknown as Record<string, unknown>)[name] !== undefined
  );
}

/**
 * What is wrong with the attributes of an operation that was read from outside: unknown kind,
 * missing or unknown attributes, values of a wrong type.
 */
export function attributeProblems(
  kind: string,
  values: Readonly<Record<string, unknown>>,
): string[] {
  const attributes = ATTRIBUTES.get(kind);
  if (!attributes) return [`is of an unknown kind "${kind}"`];
  const problems = Object.keys(values)
    .filter((name) => !Object.hasOwn(attributes, name))
    .map((name) => `has an unknown attribute "${name}"`);
  for (const [name, type] of Object.entries(attributes)) {
    if (!Object.hasOwn(values, name)) {
      if (!OPTIONAL.has(`${kind}.${name}`)) problems.push(`lacks its attribute "${name}"`);
    } else if (!holds(type, values[name])) {
      problems.push(`must have ${described(type)} as "${name}"`);
    }
  }
  return problems;
}

function holds(type: AttributeType, value: unknown): boolean {
  switch (type) {
    case "tensor":
      return isTensor(value);
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "numbers":
      return isNumbers(value);
    case "pair":
      return isNumbers(value) && value.length === 2;
    case "quad":
      return isNumbers(value) && value.length === 4;
    default:
      return typeof value === "string" && type.includes(value);
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function described(type: AttributeType): string {
  switch (type) {
    case "tensor":
      return "a tensor";
    case "number":
      return "a number";
    case "flag":
      return "true or false";
    case "numbers":
      return "a list of numbers";
    case "pair":
      return "2 numbers";
    case "quad":
      return "4 numbers";
    default:
      return type.map((name) => `"${name}"`).join(" or ");
  }
}
