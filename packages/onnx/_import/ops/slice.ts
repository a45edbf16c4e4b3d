import { type Shape, sizeOf } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  dynamicOperand,
  emit,
  emitReshape,
  fullShape,
  intsOperand,
  knownOperand,
  normaliseAxis,
  refuseMixing,
  sampleAxis,
  type Value,
} from "../call.ts";
import { refuse, unsupported } from "../problem.ts";
import { resolveSlice, resolveSplit, type Taking } from "../slicing.ts";

/** `Slice`; what it takes stands in attributes before opset 10, in inputs since. */
export function importSlice(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  return [emitTaking(call, x, takingOf(call, fullShape(call.trace, x)))];
}

/** What a `Slice` takes of a shape. */
export function takingOf(call: Call, shape: Shape): Taking {
  const { attributes, trace } = call;
  if (trace.opset < 10) {
    const starts = attributes.ints("starts") ?? refuse(`it needs an attribute "starts"`, "none");
    const ends = attributes.ints("ends") ?? refuse(`it needs an attribute "ends"`, "none");
    return resolveSlice(shape, starts, ends, attributes.ints("axes"));
  }
  const starts = intsOperand(call, 1, "starts") ?? refuse("it needs starts", "none");
  const ends = intsOperand(call, 2, "ends") ?? refuse("it needs ends", "none");
  return resolveSlice(
    shape,
    starts,
    ends,
    intsOperand(call, 3, "axes"),
    intsOperand(call, 4, "steps"),
  );
}

/** `Split`: one slice an output. */
export function importSplit(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const shape = fullShape(call.trace, x);
  const axis = normaliseAxis(call.attributes.int("axis", 0), shape.length);
  return splitOf(call, shape[axis]).map(({ start, size }, i) => {
    if (!call.outputsUsed[i]) return x;
    const whole = shape.map(() => 0);
    const taking = {
      start: whole.map((_, a) => a === axis ? start : 0),
      step: whole.map(() => 1),
      size: shape.map((length, a) => a === axis ? size : length),
    };
    return emitTaking({ ...call, id: `${call.id}:${i}` }, x, taking);
  });
}

/** The parts of a `Split` along an axis of a length. */
export function splitOf(call: Call, length: number): ReturnType<typeof resolveSplit> {
  const sizes = call.attributes.ints("split") ?? intsOperand(call, 1, "split");
  return resolveSplit(length, call.outputsUsed.length, sizes);
}

/**
 * `Gather` with known indices: one index or evenly spaced ones are a slice, others along the plane
 * pick rows or columns.
 */
export function importGather(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const full = fullShape(call.trace, x);
  const axis = sampleAxis(call, x, call.attributes.int("axis", 0));
  const known = knownOperand(call, 1, "indices") ?? refuse("it needs indices", "none");
  const length = x.sample[axis];
  const indices = Array.from(known.data, (i) => i < 0 ? i + length : i);
  if (indices.some((i) => !Number.isInteger(i) || i < 0 || i >= length)) {
    refuse(`its indices must lie in the axis of ${length}`, indices.slice(0, 8).join(", "));
  }
  if (known.shape.length > 1) unsupported("indices of several axes");
  const step = indices.length > 1 ? indices[1] - indices[0] : 1;
  const even = step !== 0 && indices.every((index, i) => index === indices[0] + step * i);
  if (even) {
    const taking = {
      start: x.sample.map((_, a) => a === axis ? indices[0] ?? 0 : 0),
      step: x.sample.map((_, a) => a === axis ? step : 1),
      size: x.sample.map((size, a) => a === axis ? indices.length : size),
    };
    const taken = emitSample(call, x, taking);
    const shape = taken.sample.filter((_, a) => a !== axis);
    return [known.shape.length === 1 ? taken : emitReshape(call, taken, shape, "element")];
  }
  if (x.sample.length !== 3 || axis === 0) {
    unsupported(`unevenly spaced indices along axis ${axis + (full.length - x.sample.length)}`);
  }
  const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return [
    emit(call, {
      kind: "resizeNearest",
      rows: axis === 1 ? indices : all(x.sample[1]),
      columns: axis === 2 ? indices : all(x.sample[2]),
    }, [x]),
  ];
}

/** Takes elements; the batch axis must stay whole. */
function emitTaking(call: Call, x: Dynamic, taking: Taking): Dynamic {
  if (!x.batched) return emitSample(call, x, taking);
  const [batch] = fullShape(call.trace, x);
  if (taking.size[0] !== batch || taking.step[0] !== 1) return refuseMixing();
  return emitSample(call, x, {
    start: taking.start.slice(1),
    step: taking.step.slice(1),
    size: taking.size.slice(1),
  });
}

/** Takes elements of a sample; nothing taken is a constant without values. */
function emitSample(call: Call, x: Dynamic, taking: Taking): Dynamic {
  if (sizeOf(taking.size) > 0) return emit(call, { kind: "slice", ...taking }, [x]);
  const value = { shape: taking.size, data: new Float32Array(0) };
  return { ...emit(call, { kind: "constant", value }, []), batched: x.batched, family: x.family };
}
