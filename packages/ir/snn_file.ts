import type { Tensor } from "@snnkit/tensor";
import type { AnnGraph, AnnOp } from "./ann_op.ts";
import type { Graph } from "./graph.ts";
import { graphFromJson, graphJson } from "./_graph_json.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import type { RateGraph, RateOp } from "./rate_op.ts";
import { decodeSafetensors, encodeSafetensors, shareTensors } from "./_safetensors.ts";
import { firstNotFinite, tensorsOf } from "./_tensors_of.ts";
import { verifyAnn } from "./verify_ann.ts";
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

/** The version of the file form that is written. */
const FORMAT = "1";

/** Names in the metadata that provenance may not use. */
const TAKEN: ReadonlySet<string> = new Set(["format", "dialect", "graph", "ann"]);

/** What the names of the trained network's tensors begin with. */
const ANN_PREFIX = "ann/";

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
  const { graph, ann, provenance } = file;
  verifyRate(graph);
  if (ann) verifyAnn(ann);
  const taken = Object.keys(provenance).filter((name) => TAKEN.has(name));
  if (taken.length > 0) {
    throw new RangeError(
      `Cannot write the file as provenance may not use the names of its own fields: received ` +
        taken.map((name) => `"${name}"`).join(", "),
    );
  }
  const all = new Map([...namedTensors(graph, ""), ...(ann ? namedTensors(ann, ANN_PREFIX) : [])]);
  const firstNames = shareTensors(all);
  const tensors = new Map([...all].filter(([name]) => firstNames.get(name) === name));
  const jsonOf = (held: Graph<AnnOp | RateOp>, prefix: string): string =>
    graphJson(held, (id, attribute) => firstNames.get(nameOf(prefix, id, attribute))!);
  const sorted = Object.entries(provenance).sort(([a], [b]) => a < b ? -1 : 1);
  const metadata = {
    format: FORMAT,
    dialect: "rate",
    graph: jsonOf(graph, ""),
    ...(ann && { ann: jsonOf(ann, ANN_PREFIX) }),
    ...Object.fromEntries(sorted),
  };
  return encodeSafetensors({ tensors, metadata });
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
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, dialect, graph: json, ann: annJson, ...provenance } = metadata;
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
  if (dialect !== "rate") {
    throw new RangeError(
      `Cannot read the file as its graph must be of dialect "rate": received "${dialect}"`,
    );
  }
  const graph = readGraph(json, tensors, (held) => verifyRate(held as RateGraph)) as RateGraph;
  if (annJson === undefined) return { graph, provenance };
  const ann = readGraph(annJson, tensors, (held) => verifyAnn(held as AnnGraph)) as AnnGraph;
  return { graph, ann, provenance };
}

function namedTensors(graph: Graph<AnnOp | RateOp>, prefix: string): [string, Tensor][] {
  return graph.nodes.flatMap(({ id, op }) =>
    tensorsOf(op).map(([attribute, tensor]): [string, Tensor] => [
      nameOf(prefix, id, attribute),
      tensor,
    ])
  );
}

function readGraph(
  json: string,
  tensors: ReadonlyMap<string, Tensor>,
  verify: (graph: Graph<AnnOp | RateOp>) => void,
): Graph<AnnOp | RateOp> {
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
  return graph;
}

/** Refuse weights that are NaN or infinite, all at once. */
function checkFinite(graph: Graph<AnnOp | RateOp>): void {
  const names = graph.nodes.flatMap(({ id, op }) =>
    tensorsOf(op)
      .filter(([, { data }]) => firstNotFinite(data) >= 0)
      .map(([attribute]) => `"${nameOf("", id, attribute)}"`)
  );
  if (names.length === 0) return;
  throw new RangeError(
    `Cannot read the file as its weights must be finite: NaN or infinity in ${names.join(", ")}`,
  );
}

/** Ids may hold dots, attributes do not: the name is unique. */
function nameOf(prefix: string, id: string, attribute: string): string {
  return `${prefix}${id}.${attribute}`;
}
