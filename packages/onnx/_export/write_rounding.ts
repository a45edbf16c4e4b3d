import type { FakeQuantise } from "@snnkit/ir";
import { type Shape, tensor } from "@snnkit/tensor";
import type { Written } from "./write_node.ts";
import type { Writer } from "./writer.ts";

/**
 * Writes a rounding: whole numbers of 8 bits as `QuantizeLinear` and `DequantizeLinear`, behind a
 * `Clip` where they are fewer; more, or all where floats are asked for, as `Div`, `Round`, `Clip`
 * and `Mul`, which need no number type.
 */
export function writeRounding(writer: Writer, written: Written, op: FakeQuantise): void {
  const signed = op.min < 0;
  const [least, most] = signed ? [-128, 127] : [0, 255];
  const single = op.scale.data.length === 1;
  const isWide = op.min < least || op.max > most;
  if (isWide || writer.roundings === "floats") return writeInFloats(writer, written, op);
  const narrower = op.min > least || op.max < most;
  if (narrower && !single) return writeInFloats(writer, written, op);
  const { node: { id }, inputs } = written;
  let [source] = inputs;
  if (narrower) {
    const [scale, zero] = [op.scale.data[0], op.zeroPoint.data[0]];
    const name = writer.name(`${id}:clipped`);
    const bounds = [["min", op.min], ["max", op.max]] as const;
    const operands = bounds.map(([bound, value]) =>
      writer.floats(`${id}:${bound}`, tensor([], [scale * (value - zero)]))
    );
    writer.node("Clip", [source, ...operands], name);
    source = name;
  }
  const shape: Shape = single ? [] : op.scale.shape;
  const grid = [
    writer.floats(`${id}:scale`, { shape, data: op.scale.data }),
    writer.bytes(`${id}:zeroPoint`, shape, op.zeroPoint.data, signed),
  ];
  const numbers = writer.name(`${id}:numbers`);
  const attributes = single ? {} : { axis: { int: 1 } };
  writer.node("QuantizeLinear", [source, ...grid], numbers, attributes);
  writer.node("DequantizeLinear", [numbers, ...grid], id, attributes);
}

function writeInFloats(
  writer: Writer,
  { node: { id, shape }, inputs }: Written,
  { scale, zeroPoint, min, max }: FakeQuantise,
): void {
  const column = scale.data.length === 1
    ? [1]
    : shape.map((length, axis) => axis === 0 ? length : 1);
  const step = writer.floats(`${id}:scale`, { shape: column, data: scale.data });
  let [value] = inputs;
  const then = (opType: string, part: string, operands: readonly string[]): void => {
    const name = part === "" ? id : writer.name(`${id}:${part}`);
    writer.node(opType, [value, ...operands], name);
    value = name;
  };
  then("Div", "quotient", [step]);
  then("Round", "rounded", []);
  const shifted = zeroPoint.data.some((zero) => zero !== 0);
  const zero = shifted
    ? [writer.floats(`${id}:zeroPoint`, { shape: column, data: zeroPoint.data })]
    : [];
  if (shifted) then("Add", "number", zero);
  if (Number.isFinite(min) || Number.isFinite(max)) {
    then("Clip", "clipped", [boundOf(writer, id, "min", min), boundOf(writer, id, "max", max)]);
  }
  if (shifted) then("Sub", "level", zero);
  then("Mul", "", [step]);
}

/** A bound of a `Clip`; left out where it is infinite. */
export function boundOf(writer: Writer, id: string, name: string, value: number): string {
  return Number.isFinite(value) ? writer.floats(`${id}:${name}`, tensor([], [value])) : "";
}
