import { type AttributeProto, AttributeProto_AttributeType, type TensorProto } from "onnx-buf";
import { refuse } from "./problem.ts";

const Type = AttributeProto_AttributeType;

/** Typed access to a node's attributes; an attribute of another type than asked for is refused. */
export interface Attributes {
  /** Whether the node carries the attribute. */
  readonly has: (name: string) => boolean;
  /** A whole number. */
  readonly int: (name: string, otherwise: number) => number;
  /** Whole numbers; undefined where absent. */
  readonly ints: (name: string) => readonly number[] | undefined;
  /** A float. */
  readonly float: (name: string, otherwise: number) => number;
  /** Floats; undefined where absent. */
  readonly floats: (name: string) => readonly number[] | undefined;
  /** A text. */
  readonly string: (name: string, otherwise: string) => string;
  /** A tensor; undefined where absent. */
  readonly tensor: (name: string) => TensorProto | undefined;
}

/** Reads the attributes of one node. */
export function readAttributes(protos: readonly AttributeProto[]): Attributes {
  const byName = new Map(protos.map((proto) => [proto.name, proto]));
  const find = (name: string, type: AttributeProto_AttributeType): AttributeProto | undefined => {
    const proto = byName.get(name);
    // Writers before IR version 2 left the type out.
    if (proto === undefined || proto.type === type || proto.type === Type.UNDEFINED) return proto;
    return refuse(`its attribute "${name}" must be of type ${Type[type]}`, `${Type[proto.type]}`);
  };
  return {
    has: (name) => byName.has(name),
    int: (name, otherwise) => {
      const proto = find(name, Type.INT);
      return proto === undefined ? otherwise : Number(proto.i);
    },
    ints: (name) => find(name, Type.INTS)?.ints.map(Number),
    float: (name, otherwise) => find(name, Type.FLOAT)?.f ?? otherwise,
    floats: (name) => find(name, Type.FLOATS)?.floats,
    string: (name, otherwise) => {
      const proto = find(name, Type.STRING);
      return proto === undefined ? otherwise : new TextDecoder().decode(proto.s);
    },
    tensor: (name) => find(name, Type.TENSOR)?.t,
  };
}
