import { type Call, type Grid, knownOperand, operand, type Value } from "../call.ts";
import { type Known, knownFloats } from "../known.ts";
import { refuse } from "../problem.ts";
import { importConv } from "./conv.ts";
import { importMatMul } from "./dense.ts";
import { dequantised, gridOf, quantise } from "./quantise.ts";

/**
 * `QLinearConv`: a convolution of the values that its operands stand for, rounded. Its bias counts
 * in units of both scales.
 */
export function importQLinearConv(call: Call): readonly Value[] {
  const [inputGrid, weightGrid] = [gridOf(call, 1), gridOf(call, 4, 0)];
  const operands: (Value | undefined)[] = [
    dequantised(call, 0, inputGrid, "input"),
    dequantised(call, 3, weightGrid, "weight"),
  ];
  const bias = knownOperand(call, 8, "bias");
  if (bias !== undefined) operands.push(biasOf(bias, inputGrid, weightGrid));
  return rounded(call, importConv(layerCall(call, operands, [0, 3, 8])));
}

/** `QLinearMatMul`: a product of the values that its operands stand for, rounded. */
export function importQLinearMatMul(call: Call): readonly Value[] {
  const columns = -1;
  const operands = [
    dequantised(call, 0, gridOf(call, 1, -2), "a"),
    dequantised(call, 3, gridOf(call, 4, columns), "b"),
  ];
  return rounded(call, importMatMul(layerCall(call, operands, [0, 3])));
}

function biasOf({ shape, data }: Known, input: Grid, weight: Grid): Known {
  const { data: scales } = weight.scale;
  const values = Array.from(data, (value, o) => {
    return value * Math.fround(input.scale.data[0] * scales[scales.length === 1 ? 0 : o]);
  });
  return knownFloats(shape, values);
}

function layerCall(
  call: Call,
  inputs: readonly (Value | undefined)[],
  places: readonly number[],
): Call {
  const inputNames = places.map((place) => call.inputNames[place] ?? "");
  return { ...call, id: `${call.id}:layer`, inputs, inputNames };
}

/** A layer's result in the whole numbers that inputs 6 and 7 ask for. */
function rounded(call: Call, [output]: readonly Value[]): readonly Value[] {
  if (output.kind === "known") {
    return refuse("it needs an input that is calculated", "constants only");
  }
  const zeroPoint = operand(call, 7);
  const range = zeroPoint.kind === "known" ? zeroPoint.range : undefined;
  return [quantise(call, output, gridOf(call, 6), range ?? [0, 255])];
}
