import { formatShape, type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
import { refuse } from "./problem.ts";

/** What kind of number a value holds. */
export type Family = "float" | "int" | "bool";

/**
 * A value that does not depend on the sample: a weight, or a number of a shape calculation.
 *
 * Floats of up to 32 bits lie in a `Float32Array`; doubles, whole numbers and booleans (0, 1) in a
 * `Float64Array`, exact up to 2⁵³.
 */
export interface Known {
  /** Discriminates from values that depend on the sample. */
  readonly kind: "known";
  /** Which arithmetic applies. */
  readonly family: Family;
  /** Axes as in the file, batch axis included. */
  readonly shape: Shape;
  /** Row-major values; never written after they were made. */
  readonly data: Float32Array | Float64Array;
  /** Smallest and largest number of its element type, of whole numbers of up to 32 bits. */
  readonly range?: readonly [number, number] | undefined;
}

/** The largest constant that is calculated rather than read: 2²⁶ values. */
const LARGEST = 2 ** 26;

/** A known value of whole numbers, e.g. a shape. */
export function knownInts(shape: Shape, values: Iterable<number>): Known {
  return { kind: "known", family: "int", shape, data: Float64Array.from(values) };
}

/** A known value of floats. */
export function knownFloats(shape: Shape, values: ArrayLike<number>): Known {
  const data = values instanceof Float32Array ? values : Float32Array.from(values);
  return { kind: "known", family: "float", shape, data };
}

/** An array for calculated values of a shape: doubles where any operand is no 32-bit float. */
export function emptyLike(
  shape: Shape,
  ...operands: readonly Known[]
): Float32Array | Float64Array {
  checkLength(shape);
  const single = operands.every(({ data }) => data instanceof Float32Array);
  return single ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape));
}

/** Refuse to calculate constants that would fill the memory. */
export function checkLength(shape: Shape): void {
  if (
    !(sizeOf(shape) <= LARGEST) || shape.some((length) => !Number.isInteger(length) || length < 0)
  ) {
    refuse(`a calculated constant must hold at most ${LARGEST} values`, formatShape(shape));
  }
}

/** The values as a float32 tensor under a shape that holds as many. */
export function asTensor(known: Known, shape: Shape = known.shape): Tensor {
  const { data } = known;
  return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}
