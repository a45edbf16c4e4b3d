import {
  broadcastIndex,
  formatShape,
  type Shape,
  sizeOf,
  stridesOf,
  transposeIndex,
} from "@snnkit/tensor";
import { type Call, intsOperand, normaliseAxis } from "../call.ts";
import { checkLength, emptyLike, type Known } from "../known.ts";
import { axesOf, orderOf, viewShape } from "../ops/structure.ts";
import { splitOf, takingOf } from "../ops/slice.ts";
import { refuse } from "../problem.ts";
import { broadcast, knownAt, knownOperands } from "./arithmetic.ts";
import type { Taking } from "../slicing.ts";

/** `Reshape`, `Flatten`, `Squeeze`, `Unsqueeze`. */
export function foldView(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  const shape = viewShape(call);
  if (sizeOf(shape) !== x.data.length) {
    refuse(`its new shape must hold ${x.data.length} values`, formatShape(shape));
  }
  return [{ ...x, shape }];
}

/** `Transpose`. */
export function foldTranspose(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  const order = orderOf(call, x.shape.length);
  return [pick(x, order.map((axis) => x.shape[axis]), transposeIndex(x.shape, order))];
}

/** `Concat`. */
export function foldConcat(call: Call): readonly Known[] {
  const parts = knownOperands(call);
  const [first] = parts;
  const rank = first.shape.length;
  const axis = normaliseAxis(call.attributes.int("axis", 0), rank);
  const fits = parts.every(({ shape }) =>
    shape.length === rank && shape.every((length, a) => a === axis || length === first.shape[a])
  );
  if (!fits) {
    refuse(
      `its inputs must agree on every axis but ${axis}`,
      parts.map((p) => formatShape(p.shape)).join(" and "),
    );
  }
  const joined = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = first.shape.map((length, a) => a === axis ? joined : length);
  const data = emptyLike(shape, ...parts);
  const rows = sizeOf(shape.slice(0, axis));
  let offset = 0;
  for (let row = 0; row < rows; row++) {
    for (const part of parts) {
      const width = sizeOf(part.shape.slice(axis));
      data.set(part.data.subarray(row * width, (row + 1) * width), offset);
      offset += width;
    }
  }
  return [{ ...first, shape, data }];
}

/** `Slice`. */
export function foldSlice(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  return [take(x, takingOf(call, x.shape))];
}

/** `Split`. */
export function foldSplit(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  const axis = normaliseAxis(call.attributes.int("axis", 0), x.shape.length);
  return splitOf(call, x.shape[axis]).map(({ start, size }) =>
    take(x, {
      start: x.shape.map((_, a) => a === axis ? start : 0),
      step: x.shape.map(() => 1),
      size: x.shape.map((length, a) => a === axis ? size : length),
    })
  );
}

/** `Gather`: whole slices along one axis. */
export function foldGather(call: Call): readonly Known[] {
  const [x, indices] = [knownAt(call, 0), knownAt(call, 1)];
  const axis = normaliseAxis(call.attributes.int("axis", 0), x.shape.length);
  const length = x.shape[axis];
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const shape = [...before, ...indices.shape, ...after];
  const data = emptyLike(shape, x);
  const width = sizeOf(after);
  let offset = 0;
  for (let row = 0; row < sizeOf(before); row++) {
    for (const given of indices.data) {
      const index = given < 0 ? given + length : given;
      if (!(index >= 0 && index < length)) refuse(`its indices must lie in ${length}`, `${given}`);
      const from = (row * length + index) * width;
      data.set(x.data.subarray(from, from + width), offset);
      offset += width;
    }
  }
  return [{ ...x, shape, data }];
}

/** `Expand`: both shapes broadcast. */
export function foldExpand(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  const shape = broadcast(x.shape, intsOperand(call, 1, "shape") ?? []);
  checkLength(shape);
  return [pick(x, shape, broadcastIndex(x.shape, shape))];
}

/** `Tile`: every axis repeated. */
export function foldTile(call: Call): readonly Known[] {
  const x = knownAt(call, 0);
  const repeats = intsOperand(call, 1, "repeats") ?? [];
  if (repeats.length !== x.shape.length) {
    refuse(`it needs ${x.shape.length} repeats`, `${repeats.length}`);
  }
  const shape = x.shape.map((length, axis) => length * repeats[axis]);
  checkLength(shape);
  // [a, b] repeated is [r, a, s, b] stretched from [1, a, 1, b].
  const apart = x.shape.flatMap((length) => [1, length]);
  const wide = x.shape.flatMap((length, axis) => [repeats[axis], length]);
  return [pick(x, shape, broadcastIndex(apart, wide))];
}

/** `Range`: from start to limit, without it. */
export function foldRange(call: Call): readonly Known[] {
  const start = knownAt(call, 0);
  const [from, limit, delta] = [start, knownAt(call, 1), knownAt(call, 2)].map(({ data }) =>
    data[0]
  );
  const count = Math.max(0, Math.ceil((limit - from) / delta));
  checkLength([count]);
  const data = emptyLike([count], start);
  for (let i = 0; i < count; i++) data[i] = from + i * delta;
  return [{ ...start, shape: [count], data }];
}

/** A reduction along axes: `ReduceProd`, `ReduceSum`, `ReduceMean`, `ReduceMax`, `ReduceMin`. */
export function reduction(
  start: number,
  step: (result: number, value: number) => number,
  finish: (result: number, count: number) => number = (result) => result,
): (call: Call) => readonly Known[] {
  return (call) => {
    const x = knownAt(call, 0);
    const given = axesOf(call) ?? [];
    if (given.length === 0 && call.attributes.int("noop_with_empty_axes", 0) !== 0) return [x];
    const axes = given.length === 0
      ? x.shape.map((_, axis) => axis)
      : given.map((axis) => normaliseAxis(axis, x.shape.length));
    const kept = x.shape.map((length, axis) => axes.includes(axis) ? 1 : length);
    const data = emptyLike(kept, x).fill(start);
    const index = broadcastIndex(kept, x.shape);
    x.data.forEach((value, i) => data[index[i]] = step(data[index[i]], value));
    const count = data.length === 0 ? 0 : x.data.length / data.length;
    data.forEach((value, i) => data[i] = finish(value, count));
    const keep = call.attributes.int("keepdims", 1) !== 0;
    return [{ ...x, shape: keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis)), data }];
  };
}

function take(x: Known, { start, step, size }: Taking): Known {
  const strides = stridesOf(x.shape);
  const index = new Uint32Array(sizeOf(size));
  const steps = stridesOf(size);
  for (let i = 0; i < index.length; i++) {
    let from = 0;
    for (let axis = 0; axis < size.length; axis++) {
      const position = Math.floor(i / steps[axis]) % size[axis];
      from += (start[axis] + step[axis] * position) * strides[axis];
    }
    index[i] = from;
  }
  return pick(x, size, index);
}

function pick(x: Known, shape: Shape, index: Uint32Array): Known {
  const data = emptyLike(shape, x);
  for (let i = 0; i < data.length; i++) data[i] = x.data[index[i]];
  return { ...x, shape, data };
}
