import type { AnnGraph, AnnNode, NodeId, SpikeWindow, TtfsGraph } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import type { Ticks } from "../ttfs_simulator.ts";

/** Ties of the clock must not fall to the tick before: this much of a tick is forgiven. */
const FORGIVEN = 2 ** -12;

/**
 * A network of windows as matrix products: with `x = end − t` in the place of every time `t`, a layer
 * is `x = min(max(0, W x + b), end − start)`. Delays change no value, the earliest spike is the
 * largest one. At ticks, values are rounded to multiples of `L / S`.
 *
 * Every node keeps its id; its value is that of its spikes, so their times are `end` less it.
 *
 * @param graph A network with windows.
 * @param ticks A clock; neurons spike at any time unless given.
 * @throws {TypeError} Where neurons have no windows.
 *
 * @example
 * ```ts
 * import { graphBuilder, type TtfsOp } from "@snnkit/ir";
 * import { denseGraph } from "@snnkit/sim-ttfs/dense";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<TtfsOp>("pixels");
 * net.named("pixels", { kind: "encodeLatency", start: 0, end: 2 }, net.input([4]));
 * assertEquals(denseGraph(net.finish()).nodes[1].op, { kind: "clip", min: 0, max: 2 });
 * ```
 */
export function denseGraph(graph: TtfsGraph, ticks?: Ticks): AnnGraph {
  const undelayed = new Map<NodeId, NodeId>();
  const read = (id: NodeId): NodeId => undelayed.get(id) ?? id;
  const nodes: AnnNode[] = [];
  for (const node of graph.nodes) {
    const { id, op, shape } = node;
    const inputs = node.inputs.map(read);
    switch (op.kind) {
      case "delay":
        undelayed.set(id, inputs[0]);
        break;
      case "encodeLatency":
      case "fireOnce":
        nodes.push(...spoken({ id, inputs, shape }, op, ticks));
        break;
      case "earliestSpike":
        nodes.push({ id, op: { ...op, kind: "maxPool2d" }, inputs, shape });
        break;
      case "fireFirst":
        throw new TypeError(
          `Cannot write "${graph.name}" as matrix products as all its neurons must have windows: ` +
            `"${id}" has none`,
        );
      default:
        nodes.push({ id, op, inputs, shape });
    }
  }
  return { name: graph.name, nodes, outputs: graph.outputs.map(read) };
}

/** The node that lowers values before the clock rounds them down. */
export function beforeTicks(id: NodeId): NodeId {
  return `${id}/before`;
}

/** Neurons that say a value. */
function spoken(
  node: Omit<AnnNode, "op">,
  { start, end }: SpikeWindow,
  ticks: Ticks | undefined,
): AnnNode[] {
  const length = end - start;
  if (ticks === undefined) return [{ ...node, op: { kind: "clip", min: 0, max: length } }];
  const { steps, rounding = "nearest" } = ticks;
  const tick = length / steps;
  const op = {
    kind: "fakeQuantise",
    scale: filled([1], tick),
    zeroPoint: filled([1], 0),
    min: 0,
    max: steps,
  } as const;
  if (rounding === "nearest") return [{ ...node, op }];
  const id = beforeTicks(node.id);
  const shift = filled([1], tick * (FORGIVEN - 0.5));
  return [
    { ...node, id, op: { kind: "affine", scale: filled([1], 1), shift } },
    { ...node, op, inputs: [id] },
  ];
}
