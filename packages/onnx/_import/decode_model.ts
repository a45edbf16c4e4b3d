import { fromBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "onnx-buf";

/** Versions of ONNX's own operators that are understood. */
export const OPSETS: readonly [number, number] = [7, 23];

/** Versions of the file format that are understood. */
export const IR_VERSIONS: readonly [number, number] = [3, 11];

/** A file that is an ONNX model of a version that is understood. */
export interface DecodedModel {
  /** Version of the file format. */
  readonly irVersion: number;
  /** Version of each domain's operators; `""` is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** What wrote the file. */
  readonly producer: string;
  /** Nodes, weights, inputs, outputs. */
  readonly graph: GraphProto;
  /** Operators that the file defines itself, `domain.name`. */
  readonly functions: ReadonlySet<string>;
}

/**
 * Reads the protobuf message and checks that it is a model.
 *
 * @throws {SyntaxError} Where the bytes are no ONNX model, or not a whole one.
 * @throws {RangeError} Where the file is of a version that is not understood.
 */
export function decodeModel(bytes: Uint8Array, name: string): DecodedModel {
  const model = parse(bytes, name);
  const { graph } = model;
  const irVersion = Number(model.irVersion);
  const opsets = new Map(
    model.opsetImport.map(({ domain, version }) => [ownDomain(domain), Number(version)]),
  );
  const opset = opsets.get("");
  if (graph === undefined || irVersion === 0 || graph.output.length === 0) {
    const missing = graph === undefined
      ? "no graph"
      : irVersion === 0
      ? "no version of the format"
      : "a graph without outputs";
    throw new SyntaxError(
      `Cannot read "${name}" as its bytes must be an ONNX model: received ${missing}\n` +
        `Hint: is it an .onnx file, and was it downloaded wholly?`,
    );
  }
  if (!(irVersion >= IR_VERSIONS[0] && irVersion <= IR_VERSIONS[1])) {
    throw new RangeError(
      `Cannot read "${name}" as its IR version must lie in ${IR_VERSIONS.join(" … ")}: ` +
        `received ${irVersion}\nHint: export the model again with opset 17`,
    );
  }
  if (opset === undefined) {
    throw new RangeError(
      `Cannot read "${name}" as it must import ONNX's own operators: received ` +
        `${listDomains([...opsets.keys()])}`,
    );
  }
  if (!(opset >= 1 && opset <= OPSETS[1])) {
    throw opsetError(name, opset, []);
  }
  return {
    irVersion,
    opsets,
    opset,
    producer: [model.producerName, model.producerVersion].filter((part) => part !== "").join(" "),
    graph,
    functions: new Set(model.functions.map((f) => `${ownDomain(f.domain)}.${f.name}`)),
  };
}

/** ONNX's own domain goes by two names. */
export function ownDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

/** The error for a file whose operators are too old or too new. */
export function opsetError(name: string, opset: number, changed: readonly string[]): RangeError {
  const since = changed.length === 0
    ? ""
    : `, where ${changed.slice(0, 20).map((op) => `"${op}"`).join(", ")} meant something else`;
  return new RangeError(
    `Cannot read "${name}" as its opset must lie in ${OPSETS.join(" … ")}: received ${opset}` +
      `${since}\nHint: export the model again with opset 17`,
  );
}

function parse(bytes: Uint8Array, name: string): ModelProto {
  if (bytes.length === 0) {
    throw new SyntaxError(`Cannot read "${name}" as it must hold an ONNX model: received 0 bytes`);
  }
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read "${name}" as its bytes must be an ONNX model: received ${bytes.length} bytes ` +
        `that are no whole protobuf message\nHint: is it an .onnx file, and was it downloaded wholly?`,
      { cause },
    );
  }
}

function listDomains(domains: readonly string[]): string {
  return domains.length === 0 ? "none" : domains.map((domain) => `"${domain}"`).join(", ");
}
