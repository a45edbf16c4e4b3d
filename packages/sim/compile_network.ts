import { type NodeId, nodesById, type RateGraph, type RateNode, verifyRate } from "@snnkit/ir";
import {
  encoderPopulation,
  gatePopulation,
  ifPopulation,
  relayPopulation,
} from "./_populations.ts";
import { carriersOf, isSpiking, linearPart, type Wiring } from "./_wiring.ts";
import type { Layout } from "./layout.ts";
import type { AnalogPart, Network, Population } from "./network.ts";

/**
 * Flatten a rate-coded graph into populations joined by synapses.
 *
 * From each population of neurons the linear operations are walked down to the spikes they read:
 * both branches of a sum become synapses of the same membrane, factors and rearrangements become
 * part of the weights, and a relay sums where an operation needs its operand as a whole (an average
 * pool before a convolution). Whatever depends on no spike is constant current; biases on the way
 * are carried to the neurons in float64 and rounded once. What an encoder turns into spikes is
 * evaluated likewise. Weights that need no change are shared
 * with the graph.
 *
 * @param graph A rate-coded network with one input and one output, which nothing else reads.
 * @throws {InvalidGraphError} Where the graph breaks the rules of its dialect.
 * @throws {TypeError} Where it has not exactly one input and one output of its own.
 *
 * @example
 * ```ts
 * import { compileNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const network = compileNetwork(tinyRateGraph());
 * assertEquals(network.populations.map((p) => [p.id, p.kind, p.neurons]), [
 *   ["relu", "if", 144],
 *   ["pool", "gate", 36],
 *   ["output", "if", 3],
 * ]);
 * ```
 */
export function compileNetwork(graph: RateGraph): Network {
  verifyRate(graph);
  const input = checkEnds(graph);
  const nodes = nodesById(graph);
  const populations: Population[] = [];
  const places = new Map<NodeId, number>();
  const relays = new Map<string, number>();
  const relay = (node: RateNode, layout: Layout): number => {
    const key = JSON.stringify([node.id, layout]);
    const known = relays.get(key);
    if (known !== undefined) return known;
    const population = relayPopulation(wiring, node, layout);
    relays.set(key, populations.length);
    return populations.push(population) - 1;
  };
  const wiring: Wiring = { nodes, carriers: carriersOf(graph.nodes), populations, places, relay };

  const sampled = dependants(graph, input.id);
  const targets: { readonly population: number; readonly node: NodeId }[] = [];
  for (const node of graph.nodes) {
    const { op } = node;
    if (op.kind === "if") {
      const current = node.inputs[0];
      const population = ifPopulation(wiring, { ...node, op }, sampled.has(current));
      places.set(node.id, populations.push(population) - 1);
      if (sampled.has(current)) targets.push({ population: populations.length - 1, node: current });
    } else if (op.kind === "encode") {
      const stream = populations.filter(({ kind }) => kind === "encoder").length;
      places.set(node.id, populations.push(encoderPopulation(wiring, { ...node, op }, stream)) - 1);
      targets.push({ population: populations.length - 1, node: node.inputs[0] });
    } else if (op.kind === "maxPoolGate") {
      const population = gatePopulation(wiring, { ...node, op });
      places.set(node.id, populations.push(population) - 1);
    }
  }
  const analog: AnalogPart = { nodes: linearPart(wiring, targets.map((t) => t.node)), targets };
  const output = places.get(graph.outputs[0])!;
  return {
    name: graph.name,
    input: { id: input.id, shape: input.shape },
    populations,
    output,
    analog,
  };
}

function checkEnds({ name, nodes, outputs }: RateGraph): RateNode {
  const inputs = nodes.filter((node) => node.op.kind === "input");
  const problems: string[] = [];
  if (inputs.length !== 1) problems.push(`it must have one input: received ${inputs.length}`);
  if (outputs.length !== 1) problems.push(`it must have one output: received ${outputs.length}`);
  for (const node of nodes) {
    const read = node.inputs.find((id) => outputs.includes(id));
    if (read !== undefined) {
      problems.push(`nothing may read its output "${read}": node "${node.id}" does`);
    }
  }
  if (problems.length === 0) return inputs[0];
  throw new TypeError(`Cannot simulate graph "${name}" as ${problems.join("; ")}`);
}

/** Nodes whose value without spikes depends on the sample. */
function dependants(graph: RateGraph, input: NodeId): Set<NodeId> {
  const found = new Set<NodeId>([input]);
  for (const node of graph.nodes) {
    if (!isSpiking(node) && node.inputs.some((id) => found.has(id))) found.add(node.id);
  }
  return found;
}
