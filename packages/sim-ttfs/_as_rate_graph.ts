import type { If, NodeId, RateGraph, RateNode, RateOp, TtfsGraph } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";

/**
 * A rate-coded graph of the same wiring: neurons that spike once as neurons, delays left out, the
 * output read by a population of its own. Its dynamics mean nothing; populations and synapses of its
 * compiled form are those of the network of first spikes.
 */
export function asRateGraph(graph: TtfsGraph): RateGraph {
  const undelayed = new Map<NodeId, NodeId>();
  const read = (id: NodeId): NodeId => undelayed.get(id) ?? id;
  const nodes: RateNode[] = [];
  for (const { id, op, inputs, shape } of graph.nodes) {
    const sources = inputs.map(read);
    if (op.kind === "delay") undelayed.set(id, sources[0]);
    else nodes.push({ id, op: wired(op), inputs: sources, shape });
  }
  const outputs = graph.outputs.map((output) => {
    const source = read(output);
    const { shape } = nodes.find(({ id }) => id === source)!;
    nodes.push({ id: readerOf(output), op: neurons, inputs: [source], shape });
    return readerOf(output);
  });
  return { name: graph.name, nodes, outputs };
}

/** The population that reads an output. */
export function readerOf(output: NodeId): NodeId {
  return `${output}/read`;
}

const one = filled([1], 1);
const neurons: If = {
  kind: "if",
  threshold: one,
  initial: filled([1], 0),
  reset: "subtract",
  unit: one,
};

function wired(op: Exclude<TtfsGraph["nodes"][number]["op"], { kind: "delay" }>): RateOp {
  switch (op.kind) {
    case "encodeLatency":
      return { kind: "encode", coding: "periodic", unit: one };
    case "fireOnce":
      return neurons;
    case "fireFirst":
      return { ...neurons, threshold: op.threshold, unit: op.unit };
    case "earliestSpike": {
      const { kernel, stride, padding, dilation, ceilMode } = op;
      return { kind: "maxPoolGate", kernel, stride, padding, dilation, ceilMode };
    }
    default:
      return op;
  }
}
