import { sizeOf } from "@snnkit/tensor";
import { type Call, dynamicOperand, fullShape, intsOperand, operand, type Value } from "../call.ts";
import { decodeTensor, familyOf, rangeOf, typeName } from "../decode_tensor.ts";
import { checkLength, type Family, type Known, knownFloats, knownInts } from "../known.ts";
import { refuse, unsupported } from "../problem.ts";

/** `Constant`, in any of its numeric forms. */
export function importConstant(call: Call): readonly Value[] {
  const { attributes } = call;
  const tensor = attributes.tensor("value");
  if (tensor !== undefined) return [decodeTensor(tensor)];
  if (attributes.has("value_float")) return [knownFloats([], [attributes.float("value_float", 0)])];
  if (attributes.has("value_int")) return [knownInts([], [attributes.int("value_int", 0)])];
  const floats = attributes.floats("value_floats");
  if (floats !== undefined) return [knownFloats([floats.length], floats)];
  const ints = attributes.ints("value_ints");
  if (ints !== undefined) return [knownInts([ints.length], ints)];
  return unsupported("a constant that is no dense tensor of numbers");
}

/** `ConstantOfShape`: zeros where no value is given. */
export function importConstantOfShape(call: Call): readonly Value[] {
  const shape = intsOperand(call, 0, "shape") ?? refuse("it needs a shape", "none");
  checkLength(shape);
  const tensor = call.attributes.tensor("value");
  const value = tensor === undefined ? knownFloats([1], [0]) : decodeTensor(tensor);
  if (value.data.length !== 1) refuse("its value must be one number", `${value.data.length}`);
  const data = value.data instanceof Float32Array
    ? new Float32Array(sizeOf(shape))
    : new Float64Array(sizeOf(shape));
  return [{ ...value, shape, data: data.fill(value.data[0]) }];
}

/** `Cast` of an activation: only where no value changes. */
export function importCast(call: Call): readonly Value[] {
  const x = operand(call, 0);
  const type = call.attributes.int("to", 0);
  const family = familyOf(type) ?? unsupported(`element type ${typeName(type)}`);
  if (x.kind === "known") return [castKnown(x, type, family)];
  const exact = family === "float" || family === x.family || (x.family === "bool");
  if (!exact) {
    unsupported(`a conversion of activations to ${typeName(type)}`, "leave out the rounding");
  }
  return [{ ...x, family }];
}

/** A known value as another element type; whole numbers are cut towards 0. */
function castKnown(x: Known, type: number, family: Family): Known {
  if (family === "bool") {
    const data = Float64Array.from(x.data, (value) => value !== 0 ? 1 : 0);
    return { ...x, family, data, range: undefined };
  }
  if (family === "int") {
    const data = Float64Array.from(x.data, (value) => Math.trunc(value));
    return { ...x, family, data, range: rangeOf(type) };
  }
  const double = typeName(type) === "DOUBLE";
  const data = double ? Float64Array.from(x.data) : Float32Array.from(x.data);
  return { ...x, family, data, range: undefined };
}

/** `Expand`, where the shape of the activation stays. */
export function importExpand(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const shape = intsOperand(call, 1, "shape") ?? refuse("it needs a shape", "none");
  const full = fullShape(call.trace, x);
  const same = shape.length <= full.length &&
    shape.every((length, i) => length === 1 || length === full[full.length - shape.length + i]);
  return same ? [x] : unsupported("an expansion of activations");
}
