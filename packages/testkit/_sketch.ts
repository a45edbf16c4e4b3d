import type { GraphBuilder, LinearOp, NodeId } from "@snnkit/ir";
import type { Random, Shape, Tensor } from "@snnkit/tensor";
import { gridTensor } from "./random_tensor.ts";

/** A graph being drawn, and the dice. */
export interface Sketch<Op> {
  /** Where nodes are added. */
  readonly net: Pick<GraphBuilder<Op>, "add" | "shapeOf">;
  /** Where sizes and weights come from. */
  readonly random: Random;
}

/** One way to go on from a node, for tests to choose from. */
export interface Layer<Op> {
  /** Whether it can follow a node of this shape. */
  readonly fits: (shape: Shape) => boolean;
  /** Adds its nodes after `input`; gives the last. */
  readonly add: (sketch: Sketch<Op>, input: NodeId) => NodeId;
}

/** A layer of operations that both dialects have. */
export type LinearLayer = Layer<LinearOp>;

/** A layer over `[C, H, W]` whose plane has at least so many rows and columns. */
export function plane<Op>(least: number, add: Layer<Op>["add"]): Layer<Op> {
  const fits = ([, height, width, ...more]: Shape): boolean =>
    height >= least && width >= least && more.length === 0;
  return { fits, add };
}

/** A whole number of `low … high`. */
export function between(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1);
}

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)];
}

/**
 * Weights on the 1/64 grid whose sums stay small: each neuron's weights add up to about 1 where
 * positive ones prevail, so that activity neither dies nor floods in deep nets.
 */
export function gridWeight(random: Random, shape: Shape, fanIn: number): Tensor {
  const reach = Math.max(2, Math.round(64 * Math.min(0.75, 4 / fanIn))) / 64;
  return gridTensor(random, shape, -Math.round(32 * reach) / 64, reach);
}

/** Biases on the 1/64 grid, a few of them negative. */
export function gridBias(random: Random, length: number): Tensor {
  return gridTensor(random, [length], -1 / 16, 1 / 8);
}
