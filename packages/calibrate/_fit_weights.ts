import { nodesById, type RateGraph, type RateNode } from "@snnkit/ir";
import { sizeOf, tensor } from "@snnkit/tensor";
import { leastSquares } from "./_least_squares.ts";
import { linearPart } from "./_linear_part.ts";
import type { Replay } from "./_replay.ts";
import { createGather, inputsOf, type WeightedNode, weightsBelow } from "./_weighted_inputs.ts";
import type { CreateLinearRunner } from "./linear_runner.ts";

/** What weights are fitted with. */
export interface FitOptions {
  /** T. */
  readonly timesteps: number;
  /** How many samples. */
  readonly samples: number;
  /** What the neurons should receive a step on each of them. */
  readonly wanted: readonly Float32Array[];
  /** Knows what was sent to them. */
  readonly replay: Replay;
  /** Computes what lies between spikes and neurons. */
  readonly createLinear: CreateLinearRunner;
}

/** Weights that were fitted. */
export interface FittedWeights {
  /** The operation, with other weights and biases. */
  readonly node: RateNode;
  /** How far off currents were: the root mean square of the error by that of the current. */
  readonly before: number;
}

/** Rows of a layer at most: beyond some ten for an unknown more change little. */
const ROWS = 2 ** 14;

/** Inputs of a sum at most: the work grows with their square. */
const MOST_INPUTS = 1200;

/** ρ: how much weights are held back, so that they do not learn the samples by heart. */
const RIDGE = 0.003;

/**
 * Fit the weights below some neurons to what spikes bring in few steps.
 *
 * After `t` steps a neuron has received `t` times the current `W n / t + b`, where `n` are the counts of
 * the neurons before it; the trained network's own is `I`. Rounded counts are not just inexact: what is
 * small is more often lost than gained, and what comes late is missing. As far as that can be told from
 * the other inputs, it is made good:
 *
 * `ΔW, Δb = argmin Σ |I − (W + ΔW) n(t) / t − (b + Δb)|² + ρ m |ΔW|²`, over samples and positions and
 * over `t = ⌈T / 2⌉` and `t = T`, so that samples may end early.
 *
 * @returns `undefined` where neurons read no weights of their own, or too many.
 */
export async function fitWeights(
  graph: RateGraph,
  node: RateNode,
  options: FitOptions,
): Promise<FittedWeights | undefined> {
  const nodes = nodesById(graph);
  const target = weightsBelow(graph, nodes, node);
  if (target === undefined || inputsOf(target) > MOST_INPUTS) return undefined;
  const { timesteps, samples, wanted, replay, createLinear } = options;
  const received = linearPart(graph, nodes, node);
  // In every step the same, and as the trained network has it.
  if (received.sources.every(({ op }) => op.kind === "input")) return undefined;
  const read = linearPart(graph, nodes, target);
  const from = nodes.get(target.inputs[0])!.shape;
  const gather = createGather(target, from);
  const times = [...new Set([Math.ceil(timesteps / 2), timesteps])];
  const unknowns = inputsOf(target) + 1;
  const channels = node.shape[0] ?? 1;
  const size = sizeOf(node.shape);
  const plane = size / channels;
  const by = strideOf(plane, Math.floor(ROWS / (samples * times.length)));
  const equations = leastSquares(unknowns, channels);
  const [row, missing] = [new Float32Array(unknowns).fill(1), new Float64Array(channels)];
  let [errors, currents] = [0, 0];
  const sums = received.graph && await createLinear(received.graph);
  const inputs = read.graph && await createLinear(read.graph);
  try {
    for (let s = 0; s < samples; s++) {
      const frames = replay.means(received, s, times);
      const got = sums ? (await sums.run(frames)).data.slice() : frames;
      const own = replay.means(read, s, times);
      const values = inputs ? (await inputs.run(own)).data : own;
      for (let k = 0; k < times.length; k++) {
        const seen = values.subarray(k * sizeOf(from), (k + 1) * sizeOf(from));
        for (let position = s % by; position < plane; position += by) {
          gather(seen, position, row);
          for (let channel = 0; channel < channels; channel++) {
            const at = channel * plane + position;
            missing[channel] = wanted[s][at] - got[k * size + at];
            errors += missing[channel] ** 2;
            currents += wanted[s][at] ** 2;
          }
          equations.add(row, missing);
        }
      }
    }
  } finally {
    await sums?.dispose();
    await inputs?.dispose();
  }
  const change = equations.solve(RIDGE);
  if (change === undefined) return undefined;
  return {
    node: changed(target, change, unknowns),
    before: currents > 0 ? Math.sqrt(errors / currents) : 0,
  };
}

/** From a position to the next: an odd number where not all are taken, so that columns take turns. */
function strideOf(plane: number, most: number): number {
  const least = Math.ceil(plane / Math.max(1, most));
  return least % 2 === 0 ? least + 1 : least;
}

function changed({ op, ...node }: WeightedNode, change: Float64Array, unknowns: number): RateNode {
  const { weight, bias } = op;
  const inputs = unknowns - 1;
  const weights = weight.data.map((w, i) =>
    w + change[Math.floor(i / inputs) * unknowns + i % inputs]
  );
  const biases = bias.data.map((b, channel) => b + change[channel * unknowns + inputs]);
  return {
    ...node,
    op: {
      ...op,
      weight: tensor(weight.shape, Float32Array.from(weights)),
      bias: tensor(bias.shape, Float32Array.from(biases)),
    },
  };
}

/** The graph with another node of the same id. */
export function withNode(graph: RateGraph, changed: RateNode): RateGraph {
  const nodes = graph.nodes.map((node): RateNode => node.id === changed.id ? changed : node);
  return { ...graph, nodes };
}
