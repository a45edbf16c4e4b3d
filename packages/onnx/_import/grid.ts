import { formatShape, roundHalfEven, type Shape } from "@snnkit/tensor";
import type { Grid } from "./call.ts";
import { emptyLike, type Known, knownFloats } from "./known.ts";
import { refuse } from "./problem.ts";

/** Where the scale of each element of a value stands among the scales of a grid. */
export function gridIndex(shape: Shape, { scale, axis, block }: Grid): (at: number) => number {
  if (scale.data.length === 1) return () => 0;
  const place = axis < 0 ? axis + shape.length : axis;
  const length = shape[place];
  const stride = shape.slice(place + 1).reduce((product, size) => product * size, 1);
  if (block > 0) {
    const blocks = Math.ceil(length / block);
    const wanted = shape.map((size, i) => i === place ? blocks : size);
    if (formatShape(scale.shape) !== formatShape(wanted)) {
      refuse(`its scales must be ${formatShape(wanted)}`, formatShape(scale.shape));
    }
    return (at) => {
      const row = Math.floor(at / stride);
      const outer = Math.floor(row / length);
      return (outer * blocks + Math.floor((row % length) / block)) * stride + at % stride;
    };
  }
  if (scale.data.length !== length) {
    refuse(`it needs one scale, or one for each place of its axis ${axis}`, `${scale.data.length}`);
  }
  return (at) => Math.floor(at / stride) % length;
}

/** The whole numbers of known values: `min(max(round(x / s) + z, min), max)`, ties to the even. */
export function quantiseKnown(x: Known, grid: Grid, range: readonly [number, number]): Known {
  const index = gridIndex(x.shape, grid);
  const data = Float64Array.from(x.data, (value, at) => {
    const i = index(at);
    const level = roundHalfEven(Math.fround(value / grid.scale.data[i])) + zeroAt(grid, i);
    return Math.min(Math.max(level, range[0]), range[1]);
  });
  return { kind: "known", family: "int", shape: x.shape, data, range };
}

/** The values of known whole numbers, in float32: `(q − z) · s`. */
export function dequantiseKnown(x: Known, grid: Grid): Known {
  const index = gridIndex(x.shape, grid);
  const data = new Float32Array(emptyLike(x.shape).length);
  for (let at = 0; at < data.length; at++) {
    const i = index(at);
    data[at] = Math.fround(x.data[at] - zeroAt(grid, i)) * grid.scale.data[i];
  }
  return knownFloats(x.shape, data);
}

/** The number that stands for 0 at a place among the scales. */
export function zeroAt({ zeroPoint }: Grid, i: number): number {
  return zeroPoint === undefined ? 0 : zeroPoint.data[zeroPoint.data.length === 1 ? 0 : i];
}

/** Whether two grids tell the same values with the same numbers. */
export function sameGrid(a: Grid, b: Grid): boolean {
  const { length } = a.scale.data;
  if (length !== b.scale.data.length || (length > 1 && a.axis !== b.axis) || a.block !== b.block) {
    return false;
  }
  return a.scale.data.every((scale, i) =>
    scale === b.scale.data[i] && zeroAt(a, i) === zeroAt(b, i)
  );
}
