/** Name, element type and shape of an input or output. */
export type ValueInfo = readonly [
  name: string,
  type: keyof typeof ELEMENT_TYPES,
  shape: readonly (number | string)[],
];

/** Operation, inputs and outputs of a node. */
export type NodeInfo = readonly [
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
];

/** Numbers of ONNX's element types, see `TensorProto.DataType` of onnx.proto. */
const ELEMENT_TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, float64: 11 };

/** An ONNX file of a few nodes without attributes, for models that no graph of ours describes. */
export function writeModel(
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  nodes: readonly NodeInfo[],
): Uint8Array {
  const graph = message(
    ...nodes.map(([type, reads, writes]) =>
      field(1, message(...texts(1, reads), ...texts(2, writes), ...texts(4, [type])))
    ),
    ...texts(2, ["graph"]),
    ...inputs.map((info) => field(11, valueInfo(info))),
    ...outputs.map((info) => field(12, valueInfo(info))),
  );
  return Uint8Array.from(
    message(number(1, 8), field(7, graph), field(8, message(number(2, 17)))),
  );
}

function valueInfo([name, type, shape]: ValueInfo): number[] {
  const dims = shape.map((length) =>
    field(1, typeof length === "number" ? number(1, length) : message(...texts(2, [length])))
  );
  const tensor = message(number(1, ELEMENT_TYPES[type]), field(2, message(...dims)));
  return message(...texts(1, [name]), field(2, field(1, tensor)));
}

function message(...fields: readonly number[][]): number[] {
  return fields.flat();
}

function field(id: number, bytes: readonly number[]): number[] {
  return [...varint(id * 8 + 2), ...varint(bytes.length), ...bytes];
}

function number(id: number, value: number): number[] {
  return [...varint(id * 8), ...varint(value)];
}

function texts(id: number, values: readonly string[]): number[][] {
  return values.map((value) => field(id, [...new TextEncoder().encode(value)]));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...varint(Math.floor(value / 128))];
}
