import { type If, type NodeId, nodesById, type RateGraph, type RateNode } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { widthOf } from "./_currents.ts";
import { isSpiking, linearPart } from "./_linear_part.ts";
import type { CreateLinearRunner } from "./linear_runner.ts";

/** What a network computes where every rate is exact: the trained network, in units of thresholds. */
export interface ExactValues {
  /**
   * What neurons receive a step on each sample, and keeps what they answer; `undefined` where that
   * depends on something else than rates.
   */
  readonly currents: (node: RateNode) => Promise<readonly Float32Array[] | undefined>;
  /** Forgets what no later node reads. */
  readonly forget: (done: NodeId) => void;
}

/**
 * Start to compute a converted network with exact rates, node by node, each on all samples: neurons
 * that receive `I` a step answer `max(0, I) / θ`, without clipping, and whatever the steps.
 *
 * Of gates, encoders and neurons that lose charge there is no such rate, nor of what reads them.
 *
 * @param graph As it was converted, without corrections.
 */
export function createExactValues(
  graph: RateGraph,
  { samples, createLinear, onSample }: {
    readonly samples: readonly Float32Array[];
    readonly createLinear: CreateLinearRunner;
    /** Called after each sample of each node. */
    readonly onSample: () => void | Promise<void>;
  },
): ExactValues {
  const nodes = nodesById(graph);
  const rates = new Map<NodeId, readonly Float32Array[]>();
  const lastReaders = new Map<NodeId, NodeId>();
  for (const node of graph.nodes) {
    if (!isSpiking(node.op)) continue;
    for (const { id } of linearPart(graph, nodes, node).sources) lastReaders.set(id, node.id);
  }
  const currents = async (node: RateNode): Promise<readonly Float32Array[] | undefined> => {
    const part = linearPart(graph, nodes, node);
    const isKnown = part.sources.every(({ id, op }) => op.kind === "input" || rates.has(id));
    const linear = isKnown && part.graph ? await createLinear(part.graph) : undefined;
    const found: Float32Array[] = [];
    try {
      for (const [s, sample] of samples.entries()) {
        if (isKnown) {
          const frame = new Float32Array(widthOf(part.sources));
          let at = 0;
          for (const { id, op, shape } of part.sources) {
            frame.set(op.kind === "input" ? sample : rates.get(id)![s], at);
            at += sizeOf(shape);
          }
          // What a runner gives may be its own memory.
          found.push(linear ? (await linear.run(frame)).data.slice() : frame);
        }
        await onSample();
      }
    } finally {
      await linear?.dispose();
    }
    if (!isKnown) return undefined;
    if (node.op.kind === "if" && keepsCharge(node.op)) {
      const { op } = node;
      rates.set(node.id, found.map((current) => ratesOf(op, current, node.shape[0] ?? 1)));
    }
    return found;
  };
  const forget = (done: NodeId): void => {
    for (const [source, last] of lastReaders) if (last === done) rates.delete(source);
  };
  return { currents, forget };
}

/** Whether a neuron's count grows with all that it receives. */
function keepsCharge({ reset, leak = 1, refractory = 0 }: If): boolean {
  return reset === "subtract" && leak === 1 && refractory === 0;
}

function ratesOf(
  { threshold: { data: threshold } }: If,
  current: Float32Array,
  channels: number,
): Float32Array {
  const plane = current.length / channels;
  return current.map((value, i) =>
    Math.max(0, value) / threshold[Math.floor(i / plane) % threshold.length]
  );
}
