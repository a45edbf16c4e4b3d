import { type Shape, sizeOf } from "./shape.ts";

/**
 * Walk a shape in row-major order while stepping through a source: element `i` of the result is the
 * source's place after `steps[axis]` for every move along an axis.
 */
export function stridedIndex(shape: Shape, steps: readonly number[]): Uint32Array {
  const index = new Uint32Array(sizeOf(shape));
  const position = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let i = 0; i < index.length; i++) {
    index[i] = source;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++position[axis] < shape[axis]) break;
      source -= steps[axis] * shape[axis];
      position[axis] = 0;
    }
  }
  return index;
}
