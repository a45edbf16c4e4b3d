import { type AnnGraph, decodeSnn, type Finding, type RateGraph } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { crc32 } from "@snnkit/tensor";
import { basename, dirname, join } from "node:path";
import { onInput, UserError } from "../user_error.ts";
import { readBytes } from "./read_file.ts";
import { isIntact, SEAL } from "./seal.ts";

/** A trained network from an ONNX file. */
export interface AnnModel {
  /** Discriminates the union. */
  readonly kind: "ann";
  /** The file's name without its folder. */
  readonly name: string;
  /** Checksum of the file. */
  readonly checksum: number;
  /** The network. */
  readonly graph: AnnGraph;
  /** The file's operator set. */
  readonly opset: number;
  /** What the import had to say. */
  readonly findings: readonly Finding[];
}

/** A spiking network from an `.snn` file. */
export interface RateModel {
  /** Discriminates the union. */
  readonly kind: "rate";
  /** The file's name without its folder. */
  readonly name: string;
  /** Checksum of the file. */
  readonly checksum: number;
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network it was made of. */
  readonly ann: AnnGraph | undefined;
  /** How it was made. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** What a MODEL on the command line can be. */
export type Model = AnnModel | RateModel;

/**
 * Reads a MODEL: `.snn`, or else ONNX.
 *
 * @throws {UserError} Where the file cannot be read or does not hold a model.
 */
export async function readModel(path: string): Promise<Model> {
  const name = basename(path);
  if (/\.nir$/i.test(name)) {
    throw new UserError(
      `Cannot read "${path}" as NIR files are not supported yet`,
      "give an .onnx or .snn file",
    );
  }
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw new UserError(`Cannot read "${path}" as it is empty`);
  const wantsSnn = /\.snn$/i.test(name);
  if (wantsSnn !== looksLikeSnn(bytes)) refuseName(path, bytes, wantsSnn);
  return wantsSnn ? readSnn(bytes, name) : readOnnx(bytes, name, dirname(path));
}

function readSnn(bytes: Uint8Array, name: string): RateModel {
  const { graph, ann, provenance } = onInput(name, () => decodeSnn(bytes));
  if (!isIntact(bytes)) {
    throw new UserError(`Cannot read "${name}" as its checksum must match: it was cut or changed`);
  }
  const { [SEAL.name]: _, ...notes } = provenance;
  return { kind: "rate", name, checksum: crc32(bytes), graph, ann, provenance: notes };
}

function readOnnx(bytes: Uint8Array, name: string, folder: string): AnnModel {
  const { graph, opset, findings } = onInput(
    name,
    () => importOnnx(bytes, { name, externalData: (location) => readBeside(folder, location) }),
  );
  return { kind: "ann", name, checksum: crc32(bytes), graph, opset, findings };
}

/** A safetensors container begins with the length of its JSON header. */
function looksLikeSnn(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes[8] !== 0x7b) return false;
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true) < 2n ** 32n;
}

/** Where a name and its file's first bytes tell two stories, one of them may be right. */
function refuseName(path: string, bytes: Uint8Array, wantsSnn: boolean): void {
  if (!wantsSnn) {
    throw new UserError(
      `Cannot read "${path}" as an ONNX file must not begin as an .snn file does`,
      "rename it to .snn if that is what it is",
    );
  }
  // An ONNX file begins with its version: field 1, one byte.
  if (bytes[0] === 8 && bytes[1] < 0x20) {
    throw new UserError(
      `Cannot read "${path}" as an .snn file must not begin as an ONNX file does`,
      "rename it to .onnx if that is what it is; `snn convert` makes .snn files of .onnx files",
    );
  }
}

/** A file of external data, which must lie beside its model; undefined where it is not there. */
function readBeside(folder: string, location: string): Uint8Array | undefined {
  // A model must not be able to make us read any file it likes.
  if (/^([\\/]|[A-Za-z]:)/.test(location) || location.split(/[\\/]/).includes("..")) {
    return undefined;
  }
  try {
    return Deno.readFileSync(join(folder, location));
  } catch {
    return undefined;
  }
}
