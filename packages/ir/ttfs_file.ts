import type { AnnGraph } from "./ann_op.ts";
import { decodeHeld, encodeHeld, type HeldDialect, heldDialect } from "./_snn_container.ts";
import type { TtfsGraph } from "./ttfs_op.ts";
import { verifyTtfs } from "./verify_ttfs.ts";

/** What a `.snn` file holds whose network codes by the time of the first spike. */
export interface TtfsFile {
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** The trained network that it was made of, to compare with; absent where it was not kept. */
  readonly ann?: AnnGraph;
  /** As in {@linkcode SnnFile}. */
  readonly provenance: Readonly<Record<string, string>>;
}

const TTFS: HeldDialect<TtfsGraph> = { name: "ttfs", verify: verifyTtfs };

/**
 * Write a network that codes by the time of the first spike as a `.snn` file, as `encodeSnn` does
 * rate-coded ones.
 *
 * @param file Valid graphs and their provenance.
 * @throws {InvalidGraphError} Where a graph is not valid.
 * @throws {RangeError} Where provenance uses a name that is taken.
 *
 * @example
 * ```ts
 * import { decodeTtfs, encodeTtfs, graphBuilder, snnDialect, type TtfsOp } from "@snnkit/ir";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<TtfsOp>("pixels");
 * net.add({ kind: "encodeLatency", start: 0, end: 1 }, net.input([4]));
 * const bytes = encodeTtfs({ graph: net.finish(), provenance: {} });
 * assertEquals(snnDialect(bytes), "ttfs");
 * assertEquals(decodeTtfs(bytes).graph, net.finish());
 * ```
 */
export function encodeTtfs(file: TtfsFile): Uint8Array<ArrayBuffer> {
  return encodeHeld(file, TTFS);
}

/**
 * Read a `.snn` file whose network codes by the time of the first spike.
 *
 * @param bytes The whole file.
 * @returns Graphs, valid, and their provenance.
 * @throws {SyntaxError} Where the bytes are cut short or damaged, or a graph is not valid; all that
 * is wrong is listed.
 * @throws {RangeError} Where offsets do not fit, weights are not finite, or the file is of another
 * format or dialect.
 */
export function decodeTtfs(bytes: Uint8Array): TtfsFile {
  return decodeHeld(bytes, TTFS);
}

/**
 * Which dialect a `.snn` file's spiking network is of, e.g. `"rate"` or `"ttfs"`; undefined where it
 * says none.
 *
 * @throws {SyntaxError} Where the bytes are no safetensors file.
 */
export function snnDialect(bytes: Uint8Array): string | undefined {
  return heldDialect(bytes);
}
