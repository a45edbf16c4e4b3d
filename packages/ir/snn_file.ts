import type { AnnGraph, AnnOp } from "./ann_op.ts";
import type { Graph } from "./graph.ts";
import { graphFromJson, graphJson } from "./_graph_json.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import type { RateGraph, RateOp } from "./rate_op.ts";
import { decodeSafetensors, encodeSafetensors, shareTensors } from "./_safetensors.ts";
import { firstNotFinite, tensorsOf } from "./_tensors_of.ts";
import { verifyAnn } from "./verify_ann.ts";
import { verifyRate } from "./verify_rate.ts";

/** A graph and where it came from: what a `.snn` file holds. */
export interface ModelFile<G> {
  /** The network. */
  readonly graph: G;
  /**
   * Notes for people and for reproduction, e.g. recipe, source model, preprocessing. They never
   * change what the graph means. The names `format`, `dialect` and `graph` are taken.
   */
  readonly provenance: Readonly<Record<string, string>>;
}

/** What a `.snn` file holds. */
export type SnnFile = ModelFile<RateGraph>;

/** The version of the file form that is written. */
const FORMAT = "1";

/** Names in the metadata that provenance may not use. */
const TAKEN: ReadonlySet<string> = new Set(["format", "dialect", "graph"]);

/**
 * Write a spiking network as a `.snn` file: a safetensors container whose metadata hold the graph.
 * Any reader of safetensors finds the weights, named `node.attribute`. Equal tensors are stored
 * once; the same content gives the same bytes.
 *
 * @param file A valid graph and its provenance.
 * @throws {InvalidGraphError} Where the graph is not valid.
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
  verifyRate(file.graph);
  return encode(file, "rate");
}

/**
 * Read a `.snn` file.
 *
 * @param bytes The whole file.
 * @returns The graph, valid, and its provenance.
 * @throws {SyntaxError} Where the bytes are cut short or damaged, or the graph is not valid; all that
 * is wrong is listed.
 * @throws {RangeError} Where offsets do not fit, weights are not finite, or the file is of another
 * format or dialect.
 */
export function decodeSnn(bytes: Uint8Array): SnnFile {
  return decode(bytes, "rate", (graph) => verifyRate(graph as RateGraph)) as SnnFile;
}

/**
 * Write a trained network in the same file form, e.g. to keep it between commands.
 *
 * @param file A valid graph and its provenance.
 * @throws {InvalidGraphError} Where the graph is not valid.
 * @throws {RangeError} Where provenance uses a name that is taken.
 *
 * @example
 * ```ts
 * import { decodeAnn, encodeAnn } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { graph: tinyConvNet(), provenance: {} };
 * assertEquals(decodeAnn(encodeAnn(file)), file);
 * ```
 */
export function encodeAnn(file: ModelFile<AnnGraph>): Uint8Array<ArrayBuffer> {
  verifyAnn(file.graph);
  return encode(file, "ann");
}

/**
 * Read what {@linkcode encodeAnn} wrote.
 *
 * @param bytes The whole file.
 * @throws {SyntaxError} As {@linkcode decodeSnn}.
 * @throws {RangeError} As {@linkcode decodeSnn}.
 */
export function decodeAnn(bytes: Uint8Array): ModelFile<AnnGraph> {
  return decode(bytes, "ann", (graph) => verifyAnn(graph as AnnGraph)) as ModelFile<AnnGraph>;
}

function encode(
  { graph, provenance }: ModelFile<Graph<AnnOp | RateOp>>,
  dialect: "ann" | "rate",
): Uint8Array<ArrayBuffer> {
  const taken = Object.keys(provenance).filter((name) => TAKEN.has(name));
  if (taken.length > 0) {
    throw new RangeError(
      `Cannot write the file as provenance may not use the names of its own fields: received ` +
        taken.map((name) => `"${name}"`).join(", "),
    );
  }
  const all = new Map(
    graph.nodes.flatMap(({ id, op }) =>
      tensorsOf(op).map(([attribute, tensor]) => [nameOf(id, attribute), tensor])
    ),
  );
  const firstNames = shareTensors(all);
  const tensors = new Map([...all].filter(([name]) => firstNames.get(name) === name));
  const json = graphJson(graph, (id, attribute) => firstNames.get(nameOf(id, attribute))!);
  const sorted = Object.entries(provenance).sort(([a], [b]) => a < b ? -1 : 1);
  const metadata = { format: FORMAT, dialect, graph: json, ...Object.fromEntries(sorted) };
  return encodeSafetensors({ tensors, metadata });
}

function decode(
  bytes: Uint8Array,
  dialect: "ann" | "rate",
  verify: (graph: Graph<AnnOp | RateOp>) => void,
): ModelFile<Graph<AnnOp | RateOp>> {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, dialect: held, graph: json, ...provenance } = metadata;
  if (format === undefined || json === undefined) {
    throw new SyntaxError(
      "Cannot read the file as it is a safetensors file without a graph of snnkit",
    );
  }
  if (format !== FORMAT) {
    throw new RangeError(
      `Cannot read the file as its format must be "${FORMAT}": received "${format}"\n` +
        `Hint: it may have been written by a newer version of snnkit`,
    );
  }
  if (held !== dialect) {
    throw new RangeError(
      `Cannot read the file as its graph must be of dialect "${dialect}": received "${held}"`,
    );
  }
  const graph = graphFromJson(json, tensors);
  checkFinite(graph);
  try {
    verify(graph);
  } catch (cause) {
    if (!(cause instanceof InvalidGraphError)) throw cause;
    throw new SyntaxError(
      `Cannot read the file as its graph is not valid: ${cause.problems.join("; ")}`,
      { cause },
    );
  }
  return { graph, provenance };
}

/** Refuse weights that are NaN or infinite, all at once. */
function checkFinite(graph: Graph<AnnOp | RateOp>): void {
  const names = graph.nodes.flatMap(({ id, op }) =>
    tensorsOf(op)
      .filter(([, { data }]) => firstNotFinite(data) >= 0)
      .map(([attribute]) => `"${nameOf(id, attribute)}"`)
  );
  if (names.length === 0) return;
  throw new RangeError(
    `Cannot read the file as its weights must be finite: NaN or infinity in ${names.join(", ")}`,
  );
}

/** Ids may hold dots, attributes do not: the name is unique. */
function nameOf(id: string, attribute: string): string {
  return `${id}.${attribute}`;
}
