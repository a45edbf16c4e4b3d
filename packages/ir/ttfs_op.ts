import type { Tensor } from "@snnkit/tensor";
import type { Constant, Input } from "./ann_op.ts";
import type { Graph, Node } from "./graph.ts";
import type { LinearOp, PoolWindow } from "./linear_op.ts";

/**
 * A stretch of time in which the neurons of a layer may spike, at most once each.
 *
 * A spike at `t` stands for the value `x = end − t`, silence for 0: what comes earlier is larger.
 * Times are in the unit of the trained network's activations.
 */
export interface SpikeWindow {
  /** `t_min`: no neuron spikes before; what it reads has arrived by then. */
  readonly start: number;
  /** `t_max`: no neuron spikes at it or later. Above `start`. */
  readonly end: number;
}

/**
 * Turns values into spikes. One input: an analog value `I`, that is one no spike has a part in.
 * A neuron of value `I > 0` spikes at `t = end − min(I, end − start)`; others are silent.
 */
export interface EncodeLatency extends SpikeWindow {
  /** Discriminates the union. */
  readonly kind: "encodeLatency";
}

/**
 * Neurons that spike once, at the time that tells their activation. One input: the sum of what
 * arrives, `b + Σ W x`, where `b` is what it is when nothing spikes.
 *
 * Until `start` each spike adds its weight to the slope of the potential, `V̇ = Σ W` over the spikes
 * that have arrived, so that `V(start) = Σ W (start − t_j) = Σ W x_j`; neurons do not spike yet. From
 * `start` on the slope is 1 whatever came, and the threshold is `ϑ = end − start − b`. So a neuron
 * spikes at `t = end − (Σ W x + b)`, at `start` if that were earlier, and not at all if it were `end`
 * or later: its value is the activation `min(max(0, Σ W x + b), end − start)` exactly.
 *
 * @see Stanojevic et al. 2024, "High-performance deep spiking neural networks with 0.3 spikes per
 * neuron", Nature Communications 15:6793
 */
export interface FireOnce extends SpikeWindow {
  /** Discriminates the union. */
  readonly kind: "fireOnce";
}

/**
 * The earliest spike of a window passes, so its value is the largest one; padding never spikes. One
 * input: spikes, at most rearranged.
 */
export interface EarliestSpike extends PoolWindow {
  /** Discriminates the union. */
  readonly kind: "earliestSpike";
}

/**
 * Axonal delay: every spike comes so much later, and so does the end of its window; values stay.
 * Branches whose windows end at different times meet in time through it. One input: a value that
 * spikes have a part in; all of them are delayed.
 */
export interface Delay {
  /** Discriminates the union. */
  readonly kind: "delay";
  /** By how much, > 0. */
  readonly by: number;
}

/**
 * Neurons after Rueckauer and Liu: every spike starts a current that never ends. One input: what
 * drives them, `b + Σ W` over the spikes that have come, `b` being what it is when nothing spikes.
 *
 * `u(t) = Σ_{t_j ≤ t} W_j (t − t_j) + b t`. A neuron spikes once, where `u` first reaches its
 * threshold; with the spikes `Γ` that came before, that is at
 * `t = (θ + Σ_Γ W_j t_j) / (Σ_Γ W_j + b)`. It stands for the activation `unit / t`, silence for 0.
 * That is the ANN's activation only where all inputs are constant currents, as in the first layer.
 *
 * @see Rueckauer and Liu 2018, "Conversion of analog to spiking neural networks using sparse temporal
 * coding", ISCAS, doi:10.1109/ISCAS.2018.8351295
 */
export interface FireFirst {
  /** Discriminates the union. */
  readonly kind: "fireFirst";
  /** θ, `[1]` or one per channel `[C]`; > 0. */
  readonly threshold: Tensor;
  /**
   * What helps against spikes that come before the inhibition that should have held them back.
   * - `"none"`: nothing;
   * - `"dynamic"`: the threshold is `θ + Σ |W_j|` over the inputs that are driven but have not spiked
   *   yet, that is whose own potential is above 0: they hold their readers back until they have
   *   spoken;
   * - `"corrective"`: a neuron whose potential falls below its threshold again takes its spike back by a
   *   negative one, and may spike again.
   */
  readonly remedy: "none" | "dynamic" | "corrective";
  /** The trained network's activation that a spike at `t = 1` stands for, `[1]` or `[C]`; > 0. */
  readonly unit: Tensor;
}

/**
 * Every operation of a network that codes by the time of the first spike.
 *
 * Values of spikes pass linear operations, whose biases are constant charge. Either all neurons have
 * windows or all are `fireFirst`.
 */
export type TtfsOp =
  | Input
  | Constant
  | LinearOp
  | EncodeLatency
  | FireOnce
  | EarliestSpike
  | Delay
  | FireFirst;

/** A network that codes by the time of the first spike. Its output is a linear node or neurons. */
export type TtfsGraph = Graph<TtfsOp>;

/** A node of a network that codes by the time of the first spike. */
export type TtfsNode = Node<TtfsOp>;
