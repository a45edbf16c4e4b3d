import type { GraphProto, NodeProto } from "onnx-buf";

/** A node of the file that the outputs depend on. */
export interface LiveNode {
  /** As in the file. */
  readonly proto: NodeProto;
  /** What it is called: its own name where that is unique, else its first output's. */
  readonly name: string;
  /** Whether anything reads each output. */
  readonly outputsUsed: readonly boolean[];
}

/** What of a file its outputs depend on. */
export interface LiveGraph {
  /** In the file's order. */
  readonly nodes: readonly LiveNode[];
  /** Names of all values read. */
  readonly read: ReadonlySet<string>;
  /** One line for each name that several values have. */
  readonly problems: readonly string[];
}

/** Leaves out nodes that no output depends on. */
export function liveNodes(graph: GraphProto): LiveGraph {
  const read = new Set(graph.output.map(({ name }) => name));
  const producers = new Map<string, NodeProto>();
  const taken = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  const problems: string[] = [];
  for (const node of graph.node) {
    for (const output of node.output) {
      if (output === "") continue;
      if (taken.has(output)) {
        problems.push(`value "${output}": it must be yielded once: received more`);
      }
      taken.add(output);
      producers.set(output, node);
    }
  }
  const live = new Set<NodeProto>();
  const open = [...read];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || live.has(node)) continue;
    live.add(node);
    for (const input of node.input) {
      if (input === "") continue;
      read.add(input);
      open.push(input);
    }
  }
  const timesUsed = new Map<string, number>();
  for (const { name } of graph.node) timesUsed.set(name, (timesUsed.get(name) ?? 0) + 1);
  const nodes = graph.node.filter((node) => live.has(node)).map((proto): LiveNode => {
    const unique = proto.name !== "" && timesUsed.get(proto.name) === 1;
    const name = unique ? proto.name : proto.output.find((output) => output !== "") ?? proto.opType;
    return { proto, name, outputsUsed: proto.output.map((output) => read.has(output)) };
  });
  return { nodes, read, problems };
}
