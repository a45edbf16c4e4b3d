import type { RateGraph } from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import { BLOCKS, HEADS } from "./_blocks.ts";
import { createMaker } from "./_maker.ts";

/** What a random graph holds. */
export interface RandomGraphOptions {
  /**
   * Whether all numbers are small multiples of powers of two, so that sums are exact in float32 in
   * any order and simulators of any precision must agree; arbitrary float32 numbers unless given.
   * Leaks are then 1/2: each step of a leaky neuron takes one bit, of which float32 has some 12 to
   * spare.
   */
  readonly exact?: boolean;
  /** Names of the blocks between the first layer and the head; 2 random ones unless given. */
  readonly blocks?: readonly string[];
}

/** Names of the blocks that {@linkcode randomGraph} knows, e.g. `"identityShortcut"`. */
export const blockNames: readonly string[] = Object.keys(BLOCKS);

/**
 * A small random network for comparing simulators: convolutions of all sorts, sums, joins, pools,
 * gates, rearrangements and fully connected layers between busy neurons, in half of the graphs
 * signed, some of them leaky or refractory; in a third the sample enters as spikes.
 *
 * @param seed The same seed gives the same graph.
 * @param options What it holds.
 *
 * @example
 * ```ts
 * import { randomGraph } from "@snnkit/sim/conformance";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomGraph(7), randomGraph(7));
 * ```
 */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): RateGraph {
  const random = createRandom(seed, 11);
  const { exact = false } = options;
  const size = (): number => 4 + random.integer(4);
  const make = createMaker(random, exact, [1 + random.integer(3), size(), size()]);
  const blocks = options.blocks ?? [make.pick(blockNames), make.pick(blockNames)];
  const entry = random.integer(3) === 0 ? make.encode("input") : "input";
  let spikes = make.fire(make.convolve(entry, { same: true }));
  for (const name of blocks) spikes = BLOCKS[name](make, spikes);
  return make.finish(HEADS[make.pick(Object.keys(HEADS))](make, spikes));
}

/**
 * A random sample for a graph's input: values in `[−0.5, 1]`; multiples of 1/16 where numbers must
 * be exact.
 */
export function randomSample(graph: RateGraph, seed: number): Float32Array {
  const random = createRandom(seed, 13);
  const { shape } = graph.nodes.find((node) => node.op.kind === "input")!;
  const length = shape.reduce((product, axis) => product * axis, 1);
  return Float32Array.from({ length }, () => (random.integer(25) - 8) / 16);
}
