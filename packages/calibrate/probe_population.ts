import { type NodeId, type RateGraph, type RateNode, type RateOp, verifyRate } from "@snnkit/ir";
import { filled, sizeOf } from "@snnkit/tensor";

/**
 * The part of a network up to one population, read out by a probe: one output neuron a channel, of
 * unit 1, whose input is the mean of the channel's spikes over positions. What comes later in the
 * graph's order is cut off. Read by its membrane, the probe's scores are the channels' mean rates.
 *
 * @param graph Not modified.
 * @param population The id of an `if` node.
 * @throws {TypeError} Where the graph has no such neurons.
 *
 * @example
 * ```ts
 * import { probePopulation } from "@snnkit/calibrate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const part = probePopulation(tinyRateGraph(), "relu"); // Of shape [4, 6, 6].
 * assertEquals(part.nodes.at(-1)?.shape, [4]);
 * ```
 */
export function probePopulation(graph: RateGraph, population: NodeId): RateGraph {
  const at = graph.nodes.findIndex(({ id }) => id === population);
  const neurons = graph.nodes[at];
  if (neurons?.op.kind !== "if") {
    throw new TypeError(
      `Cannot probe "${graph.name}" as there must be neurons "${population}": received ` +
        `${neurons?.op.kind ?? "no such node"}`,
    );
  }
  const nodes = graph.nodes.slice(0, at + 1);
  const last = (): RateNode => nodes[nodes.length - 1];
  const add = (role: string, op: RateOp, shape: readonly number[]): void => {
    nodes.push({ id: `${population}/probe/${role}`, op, inputs: [last().id], shape });
  };
  const reshape = (shape: readonly number[]): void => {
    add(`as${shape.length}`, { kind: "reshape", shape }, shape);
  };
  const [channels] = neurons.shape;
  const plane = sizeOf(neurons.shape) / channels;
  if (plane > 1) {
    if (neurons.shape.length !== 3) reshape([channels, 1, plane]);
    const [, height, width] = last().shape;
    add("mean", {
      kind: "avgPool2d",
      kernel: [height, width],
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      ceilMode: false,
      countPadding: false,
    }, [channels, 1, 1]);
  }
  if (last().shape.length !== 1) reshape([channels]);
  add("neurons", {
    kind: "if",
    threshold: filled([1], 1),
    initial: filled([1], 0),
    reset: "subtract",
    unit: filled([1], 1),
  }, [channels]);
  const part = { ...graph, nodes, outputs: [last().id] };
  verifyRate(part);
  return part;
}
