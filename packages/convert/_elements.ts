import { broadcastIndex, type Shape, sizeOf, stridesOf, type Tensor, tensor } from "@snnkit/tensor";

/** One float64 for every element of a shape, from a tensor that broadcasts to it. */
export function expand(source: Tensor, shape: Shape): Float64Array {
  return Float64Array.from(broadcastIndex(source.shape, shape), (from) => source.data[from]);
}

/** One float64 for every element of a shape, from one for every place along an axis. */
export function spread(values: Float64Array, shape: Shape, axis: number): Float64Array {
  const stride = stridesOf(shape)[axis];
  const length = shape[axis];
  return Float64Array.from(
    { length: sizeOf(shape) },
    (_, i) => values[Math.floor(i / stride) % length],
  );
}

/** The values along one axis, where nothing else makes a difference. */
export function alongAxis(
  values: Float64Array,
  shape: Shape,
  axis: number,
): Float64Array | undefined {
  const stride = stridesOf(shape)[axis];
  const length = shape[axis];
  const found = Float64Array.from({ length }, (_, place) => values[place * stride]);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== found[Math.floor(i / stride) % length]) return undefined;
  }
  return found;
}

/**
 * Round to float32 and squeeze every axis along which nothing changes to length 1; `[1]` where
 * nothing changes at all. The result broadcasts to the shape.
 */
export function squeeze(values: Float64Array, shape: Shape): Tensor {
  if (values.every((value) => value === values[0])) return tensor([1], [values[0]]);
  const kept = shape.map((length, axis) => changesAlong(values, shape, axis) ? length : 1);
  const strides = stridesOf(shape);
  const steps = stridesOf(kept);
  const data = new Float32Array(sizeOf(kept));
  for (let i = 0; i < data.length; i++) {
    let from = 0;
    for (let axis = 0; axis < kept.length; axis++) {
      from += (Math.floor(i / steps[axis]) % kept[axis]) * strides[axis];
    }
    data[i] = values[from];
  }
  return tensor(kept, data);
}

function changesAlong(values: Float64Array, shape: Shape, axis: number): boolean {
  const stride = stridesOf(shape)[axis];
  const block = stride * shape[axis];
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== values[i - (i % block) + (i % stride)]) return true;
  }
  return false;
}

/** Whether every value is this one. */
export function isAll(values: ArrayLike<number>, wanted: number): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== wanted) return false;
  return true;
}
