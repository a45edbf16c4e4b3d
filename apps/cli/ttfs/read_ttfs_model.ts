import { type AnnGraph, decodeTtfs, type TtfsGraph } from "@snnkit/ir";
import { basename } from "node:path";
import { readBytes } from "../io/read_file.ts";
import { type AnnModel, readModel } from "../io/read_model.ts";
import { isIntact, SEAL } from "../io/seal.ts";
import { onInput, UserError } from "../user_error.ts";

/** A network of first spikes from an `.snn` file. */
export interface TtfsModel {
  /** Discriminates the union. */
  readonly kind: "ttfs";
  /** The file's name without its folder. */
  readonly name: string;
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** The trained network it was made of. */
  readonly ann: AnnGraph | undefined;
  /** How it was made. */
  readonly provenance: Readonly<Record<string, string>>;
}

/**
 * Reads a MODEL that is run by first spikes: an `.snn` file that holds such a network, or ONNX.
 *
 * @throws {UserError} Where the file cannot be read or does not hold a model.
 */
export async function readTtfsModel(path: string): Promise<AnnModel | TtfsModel> {
  const name = basename(path);
  if (!/\.snn$/i.test(name)) {
    const model = await readModel(path);
    if (model.kind === "ann") return model;
    throw new Error("Unreachable: only an .snn file is a spiking network");
  }
  const bytes = await readBytes(path);
  const { graph, ann, provenance } = onInput(name, () => decodeTtfs(bytes));
  if (!isIntact(bytes)) {
    throw new UserError(`Cannot read "${name}" as its checksum must match: it was cut or changed`);
  }
  const { [SEAL.name]: _, ...notes } = provenance;
  return { kind: "ttfs", name, graph, ann, provenance: notes };
}
