import type { GraphProto, TensorProto } from "onnx-buf";
import { decodeTensor } from "./decode_tensor.ts";
import type { Known } from "./known.ts";
import { NodeProblem, refuse } from "./problem.ts";

/** Hands out the bytes of an external data file, by the location that the model names. */
export type ExternalData = (location: string) => Uint8Array | undefined;

/** The weights of a file, and what is wrong with them. */
export interface Weights {
  /** By the value's name. */
  readonly values: ReadonlyMap<string, Known>;
  /** One line each. */
  readonly problems: readonly string[];
}

/** Decodes every initialiser that is read. */
export function decodeWeights(
  graph: GraphProto,
  read: ReadonlySet<string>,
  externalData: ExternalData | undefined,
): Weights {
  const values = new Map<string, Known>();
  const problems: string[] = [];
  const files = new Map<string, Uint8Array | undefined>();
  const fileAt = (location: string): Uint8Array | undefined => {
    if (!files.has(location)) files.set(location, externalData?.(location));
    return files.get(location);
  };
  for (const sparse of graph.sparseInitializer) {
    const name = sparse.values?.name ?? "";
    if (read.has(name)) problems.push(`initialiser "${name}": it must be dense: received sparse`);
  }
  for (const proto of graph.initializer) {
    if (!read.has(proto.name)) continue;
    try {
      values.set(
        proto.name,
        decodeTensor(proto, (tensor) => externalBytes(tensor, fileAt)),
      );
    } catch (error) {
      if (error instanceof MissingFile) continue;
      if (!(error instanceof NodeProblem)) throw error;
      problems.push(`initialiser "${proto.name}": ${error.message}`);
    }
  }
  const missing = [...files].filter(([, file]) => file === undefined);
  if (missing.length > 0) {
    const locations = missing.map(([location]) => `"${location}"`).join(", ");
    problems.unshift(
      `its weights lie in other files, which must be there too: received none of ${locations}`,
    );
  }
  return { values, problems };
}

/** Thrown to leave a tensor whose file is not there; all of them are reported together. */
class MissingFile extends Error {}

function externalBytes(tensor: TensorProto, fileAt: ExternalData): Uint8Array {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get("location") ?? refuse("its external data must name a location");
  const file = fileAt(location);
  if (file === undefined) throw new MissingFile();
  const offset = Number(entries.get("offset") ?? 0);
  const length = Number(entries.get("length") ?? file.length - offset);
  const inside = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 &&
    length >= 0 && offset + length <= file.length;
  if (!inside) {
    refuse(
      `its bytes must lie in "${location}", which holds ${file.length}`,
      `${length} bytes at ${offset}`,
    );
  }
  return file.subarray(offset, offset + length);
}

/** The weights that hold no finite number somewhere, one line each. */
export function nonFiniteWeights(
  weights: ReadonlyMap<string, Known>,
  bounds: ReadonlySet<string>,
): readonly string[] {
  const lines: string[] = [];
  for (const [name, { data, family }] of weights) {
    // A bound of a Clip may well be infinite.
    if (family !== "float" || bounds.has(name)) continue;
    let count = 0;
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) count++;
    if (count > 0) {
      lines.push(
        `initialiser "${name}": its values must be finite: received ${count} of ${data.length} ` +
          `that are NaN or infinite`,
      );
    }
  }
  return lines;
}
