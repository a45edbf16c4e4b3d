import { create, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";

const Type = AttributeProto_AttributeType;

/** What a small model holds. */
export interface ModelParts {
  /** Version of ONNX's operators; 17 unless given, `"none"` where the file tells none. */
  readonly opset?: number | "none";
  /** Version of the file format; 8 unless given. */
  readonly irVersion?: number;
  /** Versions of other domains. */
  readonly domains?: Readonly<Record<string, number>>;
  /** Inputs by name, with their axes. */
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  /** Element types of inputs other than float32. */
  readonly types?: Readonly<Record<string, TensorProto_DataType>>;
  /** Weights. */
  readonly weights?: readonly TensorProto[];
  /** Nodes in order. */
  readonly nodes: readonly NodeProto[];
  /** Outputs by name; the last node's unless given. */
  readonly outputs?: readonly string[];
}

/** An attribute: whole numbers, lists of them, texts and tensors as they are; floats are told. */
export type Attribute = number | string | readonly number[] | TensorProto | {
  readonly float: number | readonly number[];
};

/** A node `opType(inputs) → outputs`. */
export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  rest: { readonly name?: string; readonly domain?: string } = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ...rest,
  });
}

/** A float32 tensor. */
export function floats(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
): TensorProto {
  const data = Float32Array.from(values);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    rawData: new Uint8Array(data.buffer),
  });
}

/** An int64 tensor of one axis, or a scalar. */
export function ints(name: string, values: readonly number[] | number): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: typeof values === "number" ? [] : [BigInt(values.length)],
    dataType: TensorProto_DataType.INT64,
    int64Data: [values].flat().map(int64),
  });
}

/** Whole numbers of up to 32 bits, of any type. */
export function numbers(
  name: string,
  dataType: TensorProto_DataType,
  dims: readonly number[],
  values: readonly number[],
): TensorProto {
  const int32Data = [...values];
  return create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), int32Data });
}

/** A float32 tensor that lies in another file. */
export function external(
  name: string,
  dims: readonly number[],
  entries: Readonly<Record<string, string>>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
}

/**
 * The bytes of an ONNX file.
 *
 * Nothing is checked: a test may want a file that no exporter would write.
 *
 * @example
 * ```ts
 * import { importOnnx } from "@snnkit/onnx";
 * import { makeModel, node } from "@snnkit/onnx/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const nodes = [node("Relu", ["x"], ["y"])];
 * const { graph } = importOnnx(makeModel({ inputs: { x: ["N", 4] }, nodes }));
 * assertEquals(graph.nodes.map(({ op }) => op.kind), ["input", "relu"]);
 * ```
 */
export function makeModel(parts: ModelParts): Uint8Array {
  const { opset = 17, irVersion = 8, domains = {}, inputs = {}, types = {}, weights = [] } = parts;
  const own = opset === "none" ? [] : [{ domain: "", version: BigInt(opset) }];
  const others = Object.entries(domains).map(([domain, version]) => ({
    domain,
    version: BigInt(version),
  }));
  const last = parts.nodes.at(-1)?.output ?? Object.keys(inputs);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    opsetImport: [...own, ...others],
    graph: {
      name: "test",
      node: [...parts.nodes],
      initializer: [...weights],
      input: Object.entries(inputs).map(([name, shape]) => valueInfo(name, shape, types[name])),
      output: (parts.outputs ?? last).map((name) => valueInfo(name, undefined)),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function valueInfo(
  name: string,
  axes: readonly (number | string)[] | undefined,
  elemType: TensorProto_DataType = TensorProto_DataType.FLOAT,
): ValueInfoProto {
  const dim = axes?.map((length) => ({
    value: typeof length === "number"
      ? { case: "dimValue" as const, value: BigInt(length) }
      : { case: "dimParam" as const, value: length },
  }));
  const shape = dim === undefined ? {} : { shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, ...shape } } },
  });
}

function attribute(name: string, value: Attribute): ReturnType<typeof anyAttribute> {
  if (typeof value === "number") return anyAttribute({ name, type: Type.INT, i: BigInt(value) });
  if (typeof value === "string") {
    return anyAttribute({ name, type: Type.STRING, s: new TextEncoder().encode(value) });
  }
  if (Array.isArray(value)) {
    return anyAttribute({ name, type: Type.INTS, ints: (value as readonly number[]).map(int64) });
  }
  if ("float" in value) {
    return typeof value.float === "number"
      ? anyAttribute({ name, type: Type.FLOAT, f: value.float })
      : anyAttribute({ name, type: Type.FLOATS, floats: [...value.float] });
  }
  return anyAttribute({ name, type: Type.TENSOR, t: value as TensorProto });
}

function anyAttribute(
  init: Parameters<typeof create<typeof AttributeProtoSchema>>[1],
): ReturnType<typeof create<typeof AttributeProtoSchema>> {
  return create(AttributeProtoSchema, init);
}

/** 2⁶³ and more, which exporters write for "to the end", as the largest int64. */
function int64(value: number): bigint {
  return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}
