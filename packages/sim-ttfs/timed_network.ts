import { type NodeId, type SpikeWindow, type TtfsGraph, verifyTtfs } from "@snnkit/ir";
import type { LayerInfo } from "@snnkit/recording";
import { compileNetwork, layersOf, type Network, spikingPopulations } from "@snnkit/sim";
import { asRateGraph, readerOf } from "./_as_rate_graph.ts";

/** A layer of neurons that spike at most once. */
export interface TimedLayer extends LayerInfo {
  /** When they may. */
  readonly window: SpikeWindow;
}

/**
 * A network of windows, flattened: what a simulator runs. Plain data.
 *
 * A spike at `t` in a window that ends at `end` brings the value `x = end − t`, so that what reaches
 * a neuron sums to `b + Σ W x` whatever windows and delays its synapses come from. Neurons begin when
 * all has arrived; a synapse's delay is the time from the end of its source's window to that.
 */
export interface TimedNetwork {
  /** Populations and synapses; constant currents are biases, `b`. */
  readonly network: Network;
  /** The window of each population, by its place; absent for relays, which pass spikes on at once. */
  readonly windows: readonly (SpikeWindow | undefined)[];
  /** The populations that spike, in the order of records. */
  readonly layers: readonly TimedLayer[];
  /** The place of each layer's population. */
  readonly places: readonly number[];
  /** From when on spikes reach the outputs, and when all have. */
  readonly arrival: SpikeWindow;
}

/**
 * Flatten a network of windows into populations joined by synapses, as `compileNetwork` does
 * rate-coded ones.
 *
 * @param graph A network with windows, one input and one output.
 * @throws {InvalidGraphError} Where the graph breaks the rules of its dialect.
 * @throws {TypeError} Where it has not one input and one output, or neurons without windows.
 *
 * @example
 * ```ts
 * import { graphBuilder, type TtfsOp } from "@snnkit/ir";
 * import { compileTimedNetwork } from "@snnkit/sim-ttfs";
 * import { dense } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<TtfsOp>("two-layers");
 * const pixels = net.add({ kind: "encodeLatency", start: 0, end: 1 }, net.input([4]));
 * const hidden = net.add({ kind: "fireOnce", start: 1, end: 3 }, net.add(dense(filled([8, 4], 1)), pixels));
 * net.add(dense(filled([3, 8], 1)), hidden);
 * const { layers, arrival } = compileTimedNetwork(net.finish());
 * assertEquals(layers.map(({ neurons, window }) => [neurons, window.end]), [[4, 1], [8, 3]]);
 * assertEquals(arrival, { start: 1, end: 3 });
 * ```
 */
export function compileTimedNetwork(graph: TtfsGraph): TimedNetwork {
  verifyTtfs(graph);
  const untimed = graph.nodes.find(({ op }) => op.kind === "fireFirst");
  if (untimed) {
    throw new TypeError(
      `Cannot simulate "${graph.name}" in windows as all its neurons must have one: ` +
        `"${untimed.id}" has none`,
    );
  }
  const network = compileNetwork(asRateGraph(graph));
  const known = windowsOf(graph);
  const outputs = new Set(graph.outputs.map(readerOf));
  const windows = network.populations.map(({ id, kind }) =>
    kind === "relay" || outputs.has(id) ? undefined : known.get(id)
  );
  const places = spikingPopulations(network).filter((p) => p !== network.output);
  const infos = layersOf(network);
  const byId = new Map(infos.map((info) => [info.id, info]));
  const layers = places.map((p): TimedLayer => ({
    ...byId.get(network.populations[p].id)!,
    window: windows[p]!,
  }));
  return { network, windows, layers, places, arrival: known.get(graph.outputs[0])! };
}

/** When the spikes that each node's value consists of come: from the first start to the common end. */
function windowsOf(graph: TtfsGraph): ReadonlyMap<NodeId, SpikeWindow> {
  const windows = new Map<NodeId, SpikeWindow>();
  for (const { id, op, inputs } of graph.nodes) {
    const sources = inputs.flatMap((input) => windows.get(input) ?? []);
    if (op.kind === "encodeLatency" || op.kind === "fireOnce") {
      windows.set(id, { start: op.start, end: op.end });
    } else if (op.kind === "delay") {
      const [{ start, end }] = sources;
      windows.set(id, { start: start + op.by, end: end + op.by });
    } else if (sources.length > 0) {
      windows.set(id, {
        start: Math.min(...sources.map(({ start }) => start)),
        end: Math.max(...sources.map(({ end }) => end)),
      });
    }
  }
  return windows;
}
