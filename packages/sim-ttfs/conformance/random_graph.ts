import { type NodeId, type RateGraph, type TtfsGraph, type TtfsNode, verifyTtfs } from "@snnkit/ir";
import { randomGraph, type RandomGraphOptions } from "@snnkit/sim/conformance";
import { createRandom } from "@snnkit/tensor";

/**
 * A small random network of windows: the wiring of `randomGraph` of @snnkit/sim, so convolutions of
 * all sorts, sums, joins, pools, rearrangements and fully connected layers, with windows of random
 * lengths and delays where branches meet.
 *
 * @param seed The same seed gives the same graph.
 * @param options What it holds; where numbers are to be exact, windows are multiples of 1/4.
 *
 * @example
 * ```ts
 * import { randomTimedGraph } from "@snnkit/sim-ttfs/conformance";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomTimedGraph(7), randomTimedGraph(7));
 * ```
 */
export function randomTimedGraph(seed: number, options: RandomGraphOptions = {}): TtfsGraph {
  const random = createRandom(seed, 17);
  const length = (): number => (1 + random.integer(8)) / 4;
  const timed = withWindows(randomGraph(seed, options), length);
  verifyTtfs(timed);
  return timed;
}

/** A value and when the windows of its spikes end; 0 where it has none. */
interface Value {
  readonly id: NodeId;
  readonly end: number;
}

/** A rate-coded graph with windows instead of thresholds; encoders are left out. */
function withWindows(graph: RateGraph, length: () => number): TtfsGraph {
  const nodes: TtfsNode[] = [];
  const values = new Map<NodeId, Value>();
  const place = (node: TtfsNode, end: number): Value => {
    nodes.push(node);
    return { id: node.id, end };
  };
  const until = ({ id, end }: Value, wanted: number): NodeId => {
    if (end === 0 || end === wanted) return id;
    const { shape } = nodes.find((node) => node.id === id)!;
    const by = wanted - end;
    return place({
      id: `${id}/delay_${nodes.length}`,
      op: { kind: "delay", by },
      inputs: [id],
      shape,
    }, 0).id;
  };
  for (const node of graph.nodes) {
    const { id, op, shape } = node;
    const sources = node.inputs.map((input) => values.get(input)!);
    const end = Math.max(0, ...sources.map((source) => source.end));
    const inputs = sources.map((source) => until(source, end));
    switch (op.kind) {
      case "input": {
        place({ ...node, op }, 0);
        const window = { start: 0, end: length() };
        const encode = { kind: "encodeLatency", ...window } as const;
        values.set(id, place({ id: `${id}/spikes`, op: encode, inputs: [id], shape }, window.end));
        break;
      }
      case "encode":
        values.set(id, sources[0]);
        break;
      case "if": {
        const window = { start: end, end: end + length() };
        values.set(
          id,
          place({ id, op: { kind: "fireOnce", ...window }, inputs, shape }, window.end),
        );
        break;
      }
      case "maxPoolGate": {
        const { kernel, stride, padding, dilation, ceilMode } = op;
        const pool = {
          kind: "earliestSpike",
          kernel,
          stride,
          padding,
          dilation,
          ceilMode,
        } as const;
        values.set(id, place({ id, op: pool, inputs, shape }, end));
        break;
      }
      default:
        values.set(id, place({ id, op, inputs, shape }, end));
    }
  }
  return { name: graph.name, nodes, outputs: graph.outputs.map((id) => values.get(id)!.id) };
}
