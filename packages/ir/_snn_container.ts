import type { Tensor } from "@snnkit/tensor";
import type { AnnGraph } from "./ann_op.ts";
import type { Graph } from "./graph.ts";
import { graphFromJson, graphJson } from "./_graph_json.ts";
import type { GraphOp } from "./graph_op.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { decodeSafetensors, encodeSafetensors, shareTensors } from "./_safetensors.ts";
import { firstNotFinite, tensorsOf } from "./_tensors_of.ts";
import { verifyAnn } from "./verify_ann.ts";

/** A spiking network of some dialect, and where it came from. */
export interface HeldNetwork<G> {
  /** The spiking network. */
  readonly graph: G;
  /** The trained network that it was made of. */
  readonly ann?: AnnGraph;
  /** Notes. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** A dialect of spiking networks, and its rules. */
export interface HeldDialect<G> {
  /** Its name in files. */
  readonly name: "rate" | "ttfs";
  /** Throws where a graph breaks them. */
  readonly verify: (graph: G) => void;
}

/** The version of the file form that is written. */
const FORMAT = "1";

/** Names in the metadata that provenance may not use. */
const TAKEN: ReadonlySet<string> = new Set(["format", "dialect", "graph", "ann"]);

/** What the names of the trained network's tensors begin with. */
const ANN_PREFIX = "ann/";

/** Write a spiking network of a dialect as a `.snn` file. */
export function encodeHeld<G extends Graph<GraphOp>>(
  file: HeldNetwork<G>,
  dialect: HeldDialect<G>,
): Uint8Array<ArrayBuffer> {
  const { graph, ann, provenance } = file;
  dialect.verify(graph);
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
  const jsonOf = (held: Graph<GraphOp>, prefix: string): string =>
    graphJson(held, (id, attribute) => firstNames.get(nameOf(prefix, id, attribute))!);
  const sorted = Object.entries(provenance).sort(([a], [b]) => a < b ? -1 : 1);
  const metadata = {
    format: FORMAT,
    dialect: dialect.name,
    graph: jsonOf(graph, ""),
    ...(ann && { ann: jsonOf(ann, ANN_PREFIX) }),
    ...Object.fromEntries(sorted),
  };
  return encodeSafetensors({ tensors, metadata });
}

/** The dialect that the bytes of a `.snn` file name; undefined where they name none. */
export function heldDialect(bytes: Uint8Array): string | undefined {
  return decodeSafetensors(bytes).metadata.dialect;
}

/** Read a spiking network of a dialect from a `.snn` file. */
export function decodeHeld<G extends Graph<GraphOp>>(
  bytes: Uint8Array,
  wanted: HeldDialect<G>,
): HeldNetwork<G> {
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
  if (dialect !== wanted.name) {
    throw new RangeError(
      `Cannot read the file as its graph must be of dialect "${wanted.name}": received ` +
        `"${dialect}"`,
    );
  }
  const graph = readGraph(json, tensors, (held) => wanted.verify(held as G)) as G;
  if (annJson === undefined) return { graph, provenance };
  const ann = readGraph(annJson, tensors, (held) => verifyAnn(held as AnnGraph)) as AnnGraph;
  return { graph, ann, provenance };
}
function namedTensors(graph: Graph<GraphOp>, prefix: string): [string, Tensor][] {
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
  verify: (graph: Graph<GraphOp>) => void,
): Graph<GraphOp> {
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
function checkFinite(graph: Graph<GraphOp>): void {
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
