/** A node of a file that the IR cannot express. */
export interface UnsupportedNode {
  /** The node's name in the file, or its first output's where it has none. */
  readonly name: string;
  /** The ONNX operator, e.g. `"Gelu"`. */
  readonly opType: string;
  /** The operator's domain; `""` is ONNX's own. */
  readonly domain: string;
  /** Version of that domain's operator set in the file; 0 where the file imports none. */
  readonly opset: number;
  /** What of it is not supported, where it is not the operator as a whole. */
  readonly reason?: string;
}

/** How many nodes a message names before it only counts the rest. */
const NAMED = 20;

/** Thrown where a file holds operators that the IR cannot express; lists them all. */
export class UnsupportedOpError extends TypeError {
  /** The nodes, in the file's order. */
  readonly nodes: readonly UnsupportedNode[];
  /** What the user can do about it, one sentence per remedy. */
  readonly hint: string;

  /**
   * State what cannot be imported.
   *
   * @param model What the file is called.
   * @param nodes Every node without a counterpart.
   * @param hints What the user can do about it.
   * @param others Further problems of the file, one line each.
   */
  constructor(
    model: string,
    nodes: readonly UnsupportedNode[],
    hints: readonly string[],
    others: readonly string[] = [],
  ) {
    const hint = [...hints, "docs/SUPPORTED_OPS.md lists what can be imported"].join("; ");
    const count = nodes.length === 1 ? "1 node has" : `${nodes.length} nodes have`;
    const also = others.length === 0 ? [] : ["Other problems:", ...others.slice(0, NAMED)];
    super(
      [
        `Cannot import "${model}" as ${count} no counterpart in the IR: ${listNodes(nodes)}`,
        ...also,
        `Hint: ${hint}`,
      ].join("\n"),
    );
    this.name = "UnsupportedOpError";
    this.nodes = nodes;
    this.hint = hint;
  }
}

function listNodes(nodes: readonly UnsupportedNode[]): string {
  const named = nodes.slice(0, NAMED).map(({ name, opType, domain, opset, reason }) => {
    const operator = domain === "" ? opType : `${domain}.${opType}`;
    const version = opset === 0 ? "no opset" : `opset ${opset}`;
    return `"${operator}" at "${name}" (${version}${reason === undefined ? "" : `; ${reason}`})`;
  });
  const rest = nodes.length - named.length;
  return named.join(", ") + (rest > 0 ? `, and ${rest} more` : "");
}
