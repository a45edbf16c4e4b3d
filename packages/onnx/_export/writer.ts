import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { Shape, Tensor } from "@snnkit/tensor";

const Type = AttributeProto_AttributeType;

/** An attribute's value: whole numbers and floats are told apart by who writes them. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly graph: GraphProto };

/** Collects the nodes and initialisers of a file. */
export interface Writer {
  /** Version of ONNX's operators. */
  readonly opset: number;
  /** How roundings of up to 8 bits are written. */
  readonly roundings: "integers" | "floats";
  /** Nodes so far. */
  readonly nodes: NodeProto[];
  /** Initialisers so far. */
  readonly initializers: TensorProto[];
  /** Adds a node with one output, or with several. */
  readonly node: (
    opType: string,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ) => void;
  /** Adds float32 values under a name that begins as asked. */
  readonly floats: (wanted: string, value: Tensor) => string;
  /** Adds int64 values under a name that begins as asked. */
  readonly ints: (wanted: string, values: readonly number[]) => string;
  /** Adds numbers of 8 bits under a name that begins as asked. */
  readonly bytes: (
    wanted: string,
    shape: Shape,
    values: Iterable<number>,
    signed: boolean,
  ) => string;
  /** A free name that begins as asked. */
  readonly name: (wanted: string) => string;
}

/**
 * An empty file.
 *
 * @param taken Names that values of the graph have.
 */
export function createWriter(
  opset: number,
  taken: Iterable<string>,
  roundings: Writer["roundings"],
): Writer {
  const names = new Set(taken);
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const name = (wanted: string): string => {
    let free = wanted;
    for (let i = 2; names.has(free); i++) free = `${wanted}:${i}`;
    names.add(free);
    return free;
  };
  return {
    opset,
    roundings,
    nodes,
    initializers,
    name,
    node: (opType, inputs, output, attributes = {}) => {
      const outputs = typeof output === "string" ? [output] : [...output];
      const attribute = Object.entries(attributes).map(([key, value]) =>
        attributeProto(key, value)
      );
      nodes.push(
        create(NodeProtoSchema, {
          opType,
          name: outputs[0],
          input: [...inputs],
          output: outputs,
          attribute,
        }),
      );
    },
    floats: (wanted, value) => {
      const proto = floatTensor(name(wanted), value);
      initializers.push(proto);
      return proto.name;
    },
    bytes: (wanted, shape, values, signed) => {
      const proto = create(TensorProtoSchema, {
        name: name(wanted),
        dataType: signed ? TensorProto_DataType.INT8 : TensorProto_DataType.UINT8,
        dims: shape.map(BigInt),
        rawData: Uint8Array.from(values, (value) => value & 0xff),
      });
      initializers.push(proto);
      return proto.name;
    },
    ints: (wanted, values) => {
      const proto = create(TensorProtoSchema, {
        name: name(wanted),
        dataType: TensorProto_DataType.INT64,
        dims: [BigInt(values.length)],
        int64Data: values.map(BigInt),
      });
      initializers.push(proto);
      return proto.name;
    },
  };
}

/** A float32 tensor of a file; its bytes are the tensor's own memory. */
export function floatTensor(name: string, { shape, data }: Tensor): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: TensorProto_DataType.FLOAT,
    dims: shape.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}

/** A declared float32 value with an open batch axis. */
export function batchedValue(name: string, sample: Shape): ValueInfoProto {
  const dim = [
    { value: { case: "dimParam" as const, value: "N" } },
    ...sample.map((length) => ({ value: { case: "dimValue" as const, value: BigInt(length) } })),
  ];
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: "tensorType",
        value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } },
      },
    },
  });
}

function attributeProto(
  name: string,
  value: AttributeValue,
): MessageInitShape<typeof AttributeProtoSchema> {
  if ("int" in value) return { name, type: Type.INT, i: BigInt(value.int) };
  if ("ints" in value) return { name, type: Type.INTS, ints: value.ints.map(BigInt) };
  if ("float" in value) return { name, type: Type.FLOAT, f: value.float };
  if ("graph" in value) return { name, type: Type.GRAPH, g: value.graph };
  return { name, type: Type.STRING, s: new TextEncoder().encode(value.text) };
}
