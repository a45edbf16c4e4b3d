import type { Tensor } from "@snnkit/tensor";
import type { Constant, Input } from "./ann_op.ts";
import type { Encode } from "./encode.ts";
import type { Graph, Node } from "./graph.ts";
import type { LinearOp, PoolWindow } from "./linear_op.ts";

/**
 * A population of integrate-and-fire neurons. One input: the current `I[t]` of each neuron.
 *
 * In each step, in float32, every operation rounded:
 * 1. `v ← α v`, of leaky neurons, in the first step too;
 * 2. `v ← v + I[t]`;
 * 3. a neuron that has spiked in one of the last `r` steps waits; else it fires where `v ≥ θ` (ties
 *    fire), and a signed one may take a spike back;
 * 4. one that fires resets: `v ← v − θ` (by subtraction) or `v ← 0` (to zero).
 *
 * The output is the spike: 0 or 1, at most one a step; of signed neurons also −1. Neurons that are
 * only summed for a read-out have neither threshold nor leak nor refractory period.
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
   * α, the share of its potential that a neuron keeps from one step to the next, in (0, 1]; rounded
   * to float32; 1, no leak, unless given. Leaky integrate-and-fire with time constant τ has
   * `α = e^(−Δt/τ)`.
   */
  readonly leak?: number;
  /**
   * r, the refractory period: for how many steps after a spike of either sign a neuron cannot
   * spike, a whole number ≥ 0; 0 unless given. It goes on integrating, so that reset by subtraction
   * loses no charge; the largest rate is `1 / (1 + r)`.
   */
  readonly refractory?: number;
  /**
   * The activation of the trained network that one spike per step stands for, `[1]` or `[C]`:
   * activation = rate · unit. Read-outs and metrics use it; the dynamics do not.
   */
  readonly unit: Tensor;
}

/** γ of a gate that weighs spikes exponentially, where none is given: about 10 steps count. */
export const DEFAULT_GATE_DECAY: number = 0.9;

/** k of a gate that counts the spikes of the last steps, where none is given. */
export const DEFAULT_GATE_STEPS: number = 16;

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
   * - `"exponential"`: as `"first"`, with the rate estimate `e ← γ e + s[t]` for the count, from 0, in
   *   float32, both operations rounded: recent spikes weigh more.
   * - `"window"`: as `"first"`, with the spikes of the last `k` steps, this one included. For `k ≥ T` it
   *   is `"first"`.
   */
  readonly estimator?: "first" | "track" | "exponential" | "window";
  /**
   * γ of `"exponential"`, in (0, 1), rounded to float32; {@linkcode DEFAULT_GATE_DECAY} unless given.
   * Spikes weigh for about `1 / (1 − γ)` steps.
   */
  readonly decay?: number;
  /** k of `"window"`, a whole number ≥ 1; {@linkcode DEFAULT_GATE_STEPS} unless given. */
  readonly steps?: number;
}

/**
 * Every operation of a rate-coded network.
 *
 * At each time step every node yields one value per element: an `input` its constant current,
 * a `constant` its value, a linear operation a current, an `encode`, an `if` or a gate its spikes.
 */
export type RateOp = Input | Constant | LinearOp | Encode | If | MaxPoolGate;

/** A rate-coded spiking network. Its outputs are `if` nodes, read by count or by membrane. */
export type RateGraph = Graph<RateOp>;

/** A node of a rate-coded network. */
export type RateNode = Node<RateOp>;
