import { filled, sizeOf } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  dynamicOperand,
  emit,
  emitReshape,
  fullShape,
  sampleAxis,
  type Value,
} from "../call.ts";
import { unsupported } from "../problem.ts";
import { axesOf } from "./structure.ts";

/** `ReduceMean`; axes are an attribute before opset 18, an input since. */
export function importReduceMean(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const axes = reducedAxes(call, x);
  if (axes.length === 0) return [x];
  return [dropAxes(call, emit(call, { kind: "reduceMean", axes }, [x]), axes)];
}

/** `ReduceSum`: the mean times how many values there are. */
export function importReduceSum(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const axes = reducedAxes(call, x);
  if (axes.length === 0) return [x];
  const count = sizeOf(axes.map((axis) => x.sample[axis]));
  const mean = emit(call, { kind: "reduceMean", axes }, [x], "mean");
  const own = mean.sample.length === 0 ? [] : [1];
  const times = { kind: "affine", scale: filled(own, count), shift: filled(own, 0) } as const;
  return [dropAxes(call, emit(call, times, [mean]), axes)];
}

/** `ReduceMax`: a max-pool whose window is all of the reduced axes, moved to the end. */
export function importReduceMax(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const axes = reducedAxes(call, x);
  if (axes.length === 0) return [x];
  const kept = x.sample.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const moved = order.every((from, to) => from === to)
    ? x
    : emit(call, { kind: "transpose", order }, [x], "moved");
  const lengths = axes.map((axis) => x.sample[axis]);
  const window: readonly [number, number] = lengths.length === 2
    ? [lengths[0], lengths[1]]
    : [1, sizeOf(lengths)];
  const rows = sizeOf(kept.map((axis) => x.sample[axis]));
  const plane = emitReshape(call, moved, [rows, ...window], "plane");
  const pool = emit(call, {
    kind: "maxPool2d",
    kernel: window,
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
  }, [plane]);
  const shape = x.sample.map((length, axis) => axes.includes(axis) ? 1 : length);
  return [dropAxes(call, emitReshape(call, pool, shape, "shape"), axes)];
}

/** Axes of the sample, ascending. */
function reducedAxes(call: Call, x: Dynamic): readonly number[] {
  if (x.family !== "float") unsupported("whole numbers");
  const given = axesOf(call) ?? [];
  const rank = fullShape(call.trace, x).length;
  if (given.length === 0 && call.attributes.int("noop_with_empty_axes", 0) !== 0) return [];
  const all = given.length === 0 ? Array.from({ length: rank }, (_, axis) => axis) : given;
  return [...new Set(all.map((axis) => sampleAxis(call, x, axis)))].sort((a, b) => a - b);
}

function dropAxes(call: Call, x: Dynamic, axes: readonly number[]): Dynamic {
  if (call.attributes.int("keepdims", 1) !== 0) return x;
  const shape = x.sample.filter((_, axis) => !axes.includes(axis));
  return emitReshape(call, x, shape, "dropped");
}
