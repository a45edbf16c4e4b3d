import type { Tensor } from "@snnkit/tensor";
import type { Constant, Input } from "./ann_op.ts";
import type { Graph, Node } from "./graph.ts";
import type { LinearOp, PoolWindow } from "./linear_op.ts";

/**
 * A population of integrate-and-fire neurons. One input: the current `I[t]` of each neuron.
 *
 * `v ← v + I[t]`; a neuron fires where `v ≥ θ` (ties fire), at most once a step; then
 * `v ← v − θ` (reset by subtraction) or `v ← 0` (reset to zero). The output is the spike: 0 or 1;
 * of signed neurons also −1.
 *
 * @see Rueckauer et al. 2017, §2.1 and §2.2, doi:10.3389/fnins.2017.00682
 */
export interface If {
  /** Discriminates the union. */
  readonly kind: "if";
  /** θ, `[1]` or one per channel `[C]`; in the unit of the current. Must be > 0. */
  readonly threshold: Tensor;
  /** v before the first step, `[1]` or `[C]`; in the unit of the current. */
  readonly initial: Tensor;
  /** `"subtract"` keeps what exceeds the threshold; `"zero"` discards it. */
  readonly reset: "subtract" | "zero";
  /**
   * Whether the neurons take back spikes sent too early; not unless given. A signed neuron remembers
   * how many more positive than negative spikes it has sent; where that is above 0 and `v < 0`, it
   * sends one negative spike, −1, and `v ← v + θ`. Only with reset by subtraction.
   *
   * @see Wang et al. 2022, "Signed Neuron with Memory", IJCAI
   */
  readonly signed?: boolean;
  /**
   * The activation of the trained network that one spike per step stands for, `[1]` or `[C]`:
   * activation = rate · unit. Read-outs and metrics use it; the dynamics do not.
   */
  readonly unit: Tensor;
}

/**
 * A gate over a window of spiking neurons, whose spikes count as the largest count in the window
 * does, nearly or exactly. One input: spikes, at most rearranged.
 *
 * @see Rueckauer et al. 2017, §2.2.6 "Spiking Version of Frequently Used ConvNet Layers"
 */
export interface MaxPoolGate extends PoolWindow {
  /** Discriminates the union. */
  readonly kind: "maxPoolGate";
  /**
   * How the largest count is estimated; `"first"` unless given.
   * - `"first"`: the gate lets through the spikes of the one input that has fired most so far, this
   *   step included; ties: the first in row-major order. Its inputs must not be signed.
   * - `"track"`: with `N_j` the signed spikes of input `j` so far, this step included, and `N` those
   *   of the gate before this step, it sends +1 where `max N_j > N`, −1 where `max N_j < N`, else
   *   nothing. As no count moves by more than 1 a step, `N = max N_j` after every step. Where no
   *   input is signed it never sends −1.
   */
  readonly estimator?: "first" | "track";
}

/**
 * Every operation of a rate-coded network.
 *
 * At each time step every node yields one value per element: an `input` its constant current,
 * a `constant` its value, a linear operation a current, an `if` or a gate its spikes.
 */
export type RateOp = Input | Constant | LinearOp | If | MaxPoolGate;

/** A rate-coded spiking network. Its outputs are `if` nodes, read by count or by membrane. */
export type RateGraph = Graph<RateOp>;

/** A node of a rate-coded network. */
export type RateNode = Node<RateOp>;
