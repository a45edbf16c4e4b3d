import type { FakeQuantise } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  dynamicOperand,
  emit,
  fullShape,
  type Grid,
  knownOperand,
  operand,
  sampleAxis,
  type Value,
} from "../call.ts";
import { rangeOf } from "../decode_tensor.ts";
import { dequantiseKnown, gridIndex, quantiseKnown, sameGrid, zeroAt } from "../grid.ts";
import type { Known } from "../known.ts";
import { refuse, unsupported } from "../problem.ts";

/** `QuantizeLinear`: whole numbers that stand for the rounded value. */
export function importQuantizeLinear(call: Call): readonly Value[] {
  return [quantise(call, dynamicOperand(call, 0), gridOf(call, 1), rangeAsked(call))];
}

/** `QuantizeLinear` of a known value. */
export function foldQuantizeLinear(call: Call): readonly Known[] {
  const x = knownOperand(call, 0, "input") ?? refuse("it needs an input 0", "none");
  return [quantiseKnown(x, gridOf(call, 1), rangeAsked(call))];
}

/** `DequantizeLinear`: the value that whole numbers stand for. */
export function importDequantizeLinear(call: Call): readonly Value[] {
  return [dequantise(call, dynamicOperand(call, 0), gridOf(call, 1))];
}

/** `DequantizeLinear` of a known value, such as a weight. */
export function foldDequantizeLinear(call: Call): readonly Known[] {
  const x = knownOperand(call, 0, "input") ?? refuse("it needs an input 0", "none");
  return [dequantiseKnown(x, gridOf(call, 1))];
}

/** `Round`: levels at all whole numbers. */
export function importRound(call: Call): readonly Value[] {
  const op: FakeQuantise = {
    kind: "fakeQuantise",
    scale: filled([1], 1),
    zeroPoint: filled([1], 0),
    min: -Infinity,
    max: Infinity,
  };
  return [emit(call, op, [dynamicOperand(call, 0)])];
}

/** Scale and zero point that stand at inputs `at` and `at + 1`. */
export function gridOf(
  call: Call,
  at: number,
  axis: number = call.attributes.int("axis", 1),
): Grid {
  const scale = knownOperand(call, at, "scale") ?? refuse("it needs a scale", "none");
  const zeroPoint = knownOperand(call, at + 1, "zero point");
  if (!scale.data.every((value) => value > 0)) refuse("its scales must be positive");
  if (zeroPoint !== undefined && ![1, scale.data.length].includes(zeroPoint.data.length)) {
    refuse("it needs as many zero points as scales", `${zeroPoint.data.length}`);
  }
  return { scale, zeroPoint, axis, block: call.attributes.int("block_size", 0) };
}

/** The numbers that a quantised value may take: those of the type asked for, else 8 bits. */
function rangeAsked(call: Call): readonly [number, number] {
  const type = call.attributes.int("output_dtype", 0);
  return knownOperand(call, 2, "zero point")?.range ?? rangeOf(type) ?? [0, 255];
}

/** Whole numbers for an activation: the rounding, and behind it an affine that counts levels. */
export function quantise(
  call: Call,
  x: Dynamic,
  grid: Grid,
  [min, max]: readonly [number, number],
): Dynamic {
  const scales = Array.from(grid.scale.data);
  if (scales.length > 1 && (grid.block > 0 || sampleAxis(call, x, grid.axis) !== 0)) {
    unsupported("scales of an activation along anything but its channels");
  }
  // Refuses scales that do not fit the value.
  gridIndex(fullShape(call.trace, x), grid);
  const zeros = scales.map((_, i) => zeroAt(grid, i));
  const shape = [scales.length];
  const value = emit(call, {
    kind: "fakeQuantise",
    scale: tensor(shape, scales),
    zeroPoint: tensor(shape, zeros),
    min,
    max,
  }, [x]);
  const column = scales.length === 1 ? [1] : x.sample.map((length, axis) => axis > 0 ? 1 : length);
  const numbers = emit(
    call,
    {
      kind: "affine",
      scale: tensor(column, scales.map((scale) => 1 / scale)),
      shift: tensor(column, zeros),
    },
    [value],
    "numbers",
  );
  return { ...numbers, family: "int", quantised: { value, grid } };
}

/** What whole numbers stand for: the value they were made of, where that is known. */
export function dequantise(call: Call, x: Dynamic, grid: Grid): Dynamic {
  if (x.quantised !== undefined && sameGrid(x.quantised.grid, grid)) return x.quantised.value;
  const full = fullShape(call.trace, x);
  const index = gridIndex(full, grid);
  if (grid.block > 0 && x.batched) unsupported("blocks of an activation with scales of their own");
  const axis = grid.axis < 0 ? grid.axis + full.length : grid.axis;
  const own = x.batched ? axis - 1 : axis;
  if (grid.scale.data.length > 1 && own < 0) unsupported("scales along the batch");
  const shape = grid.scale.data.length === 1
    ? [1]
    : x.sample.map((length, i) => grid.block > 0 || i === own ? length : 1);
  const size = shape.reduce((product, length) => product * length, 1);
  const places = Array.from({ length: size }, (_, at) => grid.block > 0 ? index(at) : at);
  const value = emit(call, {
    kind: "affine",
    scale: tensor(shape, places.map((i) => grid.scale.data[i])),
    shift: tensor(shape, places.map((i) => -grid.scale.data[i] * zeroAt(grid, i))),
  }, [x]);
  return { ...value, family: "float" };
}

/** The value of an operand that may be known or not. */
export function dequantised(call: Call, i: number, grid: Grid, part: string): Value {
  const x = operand(call, i);
  if (x.kind === "known") return dequantiseKnown(x, grid);
  return dequantise({ ...call, id: `${call.id}:${part}` }, x, grid);
}
