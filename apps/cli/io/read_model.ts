import { type AnnGraph, decodeSnn, type Finding, type RateGraph } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { onInput, UserError } from "../user_error.ts";
import { readBytes } from "./read_file.ts";

/** A trained network from an ONNX file. */
export interface AnnModel {
  /** Discriminates the union. */
  readonly kind: "ann";
  /** The file's name without its folder. */
  readonly name: string;
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
  const bytes = await readBytes(path);
  const name = path.split(/[\\/]/).at(-1) ?? path;
  if (name.endsWith(".snn")) {
    const { graph, ann, provenance } = onInput(name, () => decodeSnn(bytes));
    return { kind: "rate", name, graph, ann, provenance };
  }
  if (name.endsWith(".nir")) {
    throw new UserError(
      `Cannot read "${path}" as NIR files are not supported yet`,
      "give an .onnx or .snn file",
    );
  }
  const folder = path.slice(0, path.length - name.length);
  const { graph, opset, findings } = onInput(name, () =>
    importOnnx(bytes, { name, externalData: (location) => readBeside(folder, location) }));
  return { kind: "ann", name, graph, opset, findings };
}

/** A file of external data, which must lie beside its model; undefined where it is not there. */
function readBeside(folder: string, location: string): Uint8Array | undefined {
  // A model must not be able to make us read any file it likes.
  if (/^([\\/]|[A-Za-z]:)/.test(location) || location.split(/[\\/]/).includes("..")) return undefined;
  try {
    return Deno.readFileSync(`${folder}${location}`);
  } catch {
    return undefined;
  }
}
