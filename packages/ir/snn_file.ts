import type { AnnGraph } from "./ann_op.ts";
import type { RateGraph } from "./rate_op.ts";
import { decodeHeld, encodeHeld, type HeldDialect } from "./_snn_container.ts";
import { verifyRate } from "./verify_rate.ts";

/** What a `.snn` file holds: a spiking network and where it came from. */
export interface SnnFile {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network that it was made of, to compare with; absent where it was not kept. */
  readonly ann?: AnnGraph;
  /**
   * Notes for people and for reproduction, e.g. recipe, source model, preprocessing. They never
   * change what the graphs mean. The names `format`, `dialect`, `graph` and `ann` are taken.
   */
  readonly provenance: Readonly<Record<string, string>>;
}

const RATE: HeldDialect<RateGraph> = { name: "rate", verify: verifyRate };

/**
 * Write a spiking network as a `.snn` file: a safetensors container whose metadata hold the graph.
 * Any reader of safetensors finds the weights, named `node.attribute`, those of the trained network
 * `ann/node.attribute`. Equal tensors are stored once; the same content gives the same bytes.
 *
 * @param file Valid graphs and their provenance.
 * @throws {InvalidGraphError} Where a graph is not valid.
 * @throws {RangeError} Where provenance uses a name that is taken.
 *
 * @example
 * ```ts
 * import { decodeSnn, encodeSnn } from "@snnkit/ir";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { graph: tinyRateGraph(), provenance: { recipe: "rueckauer2017" } };
 * assertEquals(decodeSnn(encodeSnn(file)), file);
 * ```
 */
export function encodeSnn(file: SnnFile): Uint8Array<ArrayBuffer> {
  return encodeHeld(file, RATE);
}

/**
 * Read a `.snn` file.
 *
 * @param bytes The whole file.
 * @returns Graphs, valid, and their provenance.
 * @throws {SyntaxError} Where the bytes are cut short or damaged, or a graph is not valid; all that
 * is wrong is listed.
 * @throws {RangeError} Where offsets do not fit, weights are not finite, or the file is of another
 * format or dialect.
 */
export function decodeSnn(bytes: Uint8Array): SnnFile {
  return decodeHeld(bytes, RATE);
}
