import { formatShape, type Shape, sizeOf, stridesOf } from "./shape.ts";
import { stridedIndex } from "./_strided_index.ts";

/** A dense float32 array with a shape, row-major: the last axis lies closest together. */
export interface Tensor {
  /** Lengths of the axes, outermost first. */
  readonly shape: Shape;
  /** The values, `[sizeOf(shape)]`. Treat them as read-only: tensors are shared between graphs. */
  readonly data: Float32Array;
}

/**
 * Put a shape on an array of values; the array is not copied when it is a `Float32Array`.
 *
 * @param shape Lengths of the axes, whole numbers ≥ 0.
 * @param data As many values as the shape holds.
 * @throws {RangeError} Where an axis is not a whole number ≥ 0.
 * @throws {TypeError} Where the number of values does not match the shape.
 *
 * @example
 * ```ts
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const identity = tensor([2, 2], [1, 0, 0, 1]);
 * assertEquals(identity.data.length, 4);
 * ```
 */
export function tensor(shape: Shape, data: ArrayLike<number>): Tensor {
  if (shape.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new RangeError(
      `Cannot build a tensor as its axes must be whole numbers ≥ 0: received ${formatShape(shape)}`,
    );
  }
  if (data.length !== sizeOf(shape)) {
    throw new TypeError(
      `Cannot build a tensor of shape ${formatShape(shape)} as it needs ${sizeOf(shape)} values: ` +
        `received ${data.length}`,
    );
  }
  return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/**
 * A tensor whose values are all the same.
 *
 * @example
 * ```ts
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...filled([3], 0.5).data], [0.5, 0.5, 0.5]);
 * ```
 */
export function filled(shape: Shape, value: number): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}

/**
 * The same values under another shape; shares the data.
 *
 * @throws {TypeError} Where the new shape holds another number of values.
 *
 * @example
 * ```ts
 * import { filled, reshape } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(reshape(filled([2, 3], 0), [6]).shape, [6]);
 * ```
 */
export function reshape(source: Tensor, shape: Shape): Tensor {
  return tensor(shape, source.data);
}

/**
 * Reorder the axes: axis `i` of the result is axis `order[i]` of the source. Copies.
 *
 * @param order A permutation of `0 … rank − 1`.
 * @throws {RangeError} Where `order` is not a permutation of the axes.
 *
 * @example
 * ```ts
 * import { tensor, transpose } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const source = tensor([2, 3], [0, 1, 2, 3, 4, 5]);
 * assertEquals([...transpose(source, [1, 0]).data], [0, 3, 1, 4, 2, 5]);
 * ```
 */
export function transpose(source: Tensor, order: readonly number[]): Tensor {
  const index = transposeIndex(source.shape, order);
  const data = new Float32Array(index.length);
  for (let i = 0; i < index.length; i++) data[i] = source.data[index[i]];
  return { shape: order.map((axis) => source.shape[axis]), data };
}

/**
 * Where each element of a transposed tensor comes from: `result[i] = source[index[i]]`.
 *
 * @param shape Shape of the source.
 * @param order As in {@linkcode transpose}.
 * @throws {RangeError} Where `order` is not a permutation of the axes.
 *
 * @example
 * ```ts
 * import { transposeIndex } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...transposeIndex([2, 3], [1, 0])], [0, 3, 1, 4, 2, 5]);
 * ```
 */
export function transposeIndex(shape: Shape, order: readonly number[]): Uint32Array {
  if ([...order].sort((a, b) => a - b).join() !== shape.map((_, axis) => axis).join()) {
    throw new RangeError(
      `Cannot transpose a tensor of shape ${formatShape(shape)} as the order must be a ` +
        `permutation of its axes: received ${formatShape(order)}`,
    );
  }
  const from = stridesOf(shape);
  const target = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => from[axis]);
  return stridedIndex(target, steps);
}
