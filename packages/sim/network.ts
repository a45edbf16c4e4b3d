import type { Encode, If, NodeId, PoolWindow, RateNode } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import type { Layout } from "./layout.ts";
import type { Synapse } from "./synapse.ts";

/** What every population has. */
export interface PopulationBase {
  /** The node of the graph it came from. */
  readonly id: NodeId;
  /** Shape of one sample as in the graph, channels first. */
  readonly shape: Shape;
  /** How its neurons are numbered in the plan. */
  readonly layout: Layout;
  /** How many neurons: the product of the shape. */
  readonly neurons: number;
}

/**
 * Integrate-and-fire neurons.
 *
 * Parameters hold one value a channel, `[channels]`, or one a neuron, `[neurons]`, in plan order:
 * neuron `i` has `values[i % values.length]`.
 */
export interface IfPopulation extends PopulationBase {
  /** Discriminates the union. */
  readonly kind: "if";
  /** θ: a neuron fires where its potential reaches it. */
  readonly threshold: Float32Array;
  /** Potential before the first step. */
  readonly initial: Float32Array;
  /** Whether a spike subtracts the threshold or sets the potential to zero. */
  readonly reset: If["reset"];
  /**
   * Whether neurons take spikes back: one that does not fire sends −1 where its potential is below 0
   * and it has sent more positive than negative spikes; the threshold is then added.
   */
  readonly signed: boolean;
  /** α, what a potential keeps from step to step, a float32 number in (0, 1]; 1 where nothing leaks. */
  readonly leak: number;
  /** r, for how many steps after a spike a neuron cannot spike; 0 where it need not wait. */
  readonly refractory: number;
  /** The trained network's activation that one spike per step stands for. */
  readonly unit: Float32Array;
  /** Constant current of every step; absent where it depends on the sample. */
  readonly drift?: Float32Array;
  /**
   * g, a power of two, where all numbers of the population are whole multiples of 1 / g, see
   * {@linkcode fixNetwork}; currents of a sample are then rounded to such, half to even.
   */
  readonly grid?: number;
  /**
   * L, in steps of 1 / g, where there is a grid: what a potential may be after a step, so that with all
   * that the next step can bring it stays within 16 bits.
   */
  readonly limit?: number;
  /** What brings spikes, in the order of addition. */
  readonly synapses: readonly Synapse[];
}

/**
 * A linear value that no neuron integrates, e.g. an average pool before a convolution. It starts
 * at 0 in every step, sums what its synapses bring and emits the sum as a graded event where it is
 * not 0. Biases on its way are in the drift of the neurons that it reaches.
 */
export interface RelayPopulation extends PopulationBase {
  /** Discriminates the union. */
  readonly kind: "relay";
  /** What brings spikes, in the order of addition. */
  readonly synapses: readonly Synapse[];
}

/** A population that a gate watches: its channels become channels of the gate. */
export interface GateSource {
  /** Which population, by its place in the plan; a neuron of it spikes where its output is not 0. */
  readonly population: number;
  /** The channel of the gate that the first channel of the source becomes. */
  readonly channel: number;
  /** How many channels it has. */
  readonly channels: number;
}

/**
 * How a gate finds the winner of its window. Of several such inputs the first in row-major order wins.
 * - `"first"`: passes the spikes of the input that has fired most;
 * - `"track"`: follows the largest net count by spikes of its own;
 * - `"exponential"`: passes the spikes of the input with the largest estimate `e ← decay · e + s`, in
 *   float32; the decay is a float32 number;
 * - `"window"`: passes the spikes of the input that has fired most in the last `steps` steps.
 */
export type GateEstimator =
  | { readonly kind: "first" }
  | { readonly kind: "track" }
  | { readonly kind: "exponential"; readonly decay: number }
  | { readonly kind: "window"; readonly steps: number };

/** Spikes as often as that input of each window which fires most. */
export interface GatePopulation extends PopulationBase {
  /** Discriminates the union. */
  readonly kind: "gate";
  /** How the winner of a window is found. */
  readonly estimator: GateEstimator;
  /** Whether it may send −1, as an input may. */
  readonly signed: boolean;
  /** What it watches, by ascending channel; all on the same plane. */
  readonly sources: readonly GateSource[];
  /** The windows; `ceilMode` is already in the shape. */
  readonly window: Pick<PoolWindow, "kernel" | "stride" | "padding" | "dilation">;
  /** Plane of the sources, `[H, W]`. */
  readonly inputPlane: readonly [number, number];
  /** Plane of the gate, `[H, W]`. */
  readonly outputPlane: readonly [number, number];
}

/** Turns values of the sample into spikes; what it sends depends on no other population. */
export interface EncoderPopulation extends PopulationBase {
  /** Discriminates the union. */
  readonly kind: "encoder";
  /** Whether its spikes are random or evenly spaced. */
  readonly coding: Encode["coding"];
  /** Whether values below 0 send −1; they are silent else. */
  readonly signed: boolean;
  /** The value that one spike a step stands for, one a channel or one a neuron, in plan order. */
  readonly unit: Float32Array;
  /** How many encoders stand before it: each draws from a stream of its own. */
  readonly stream: number;
}

/** Neurons, or what stands between them, that are simulated together. */
export type Population = IfPopulation | GatePopulation | RelayPopulation | EncoderPopulation;

/** The part of a network that depends on the sample but on no spike: evaluated once a sample. */
export interface AnalogPart {
  /** Nodes to evaluate, operands first; a spiking node among them stands for silence. */
  readonly nodes: readonly RateNode[];
  /** Which node's value is the constant current of which population, or what it encodes. */
  readonly targets: readonly { readonly population: number; readonly node: NodeId }[];
}

/** A rate-coded network, flattened: what a simulator runs. Plain data, safe to send to a worker. */
export interface Network {
  /** What it is called in messages. */
  readonly name: string;
  /** The input node and the shape of a sample, channels first. */
  readonly input: { readonly id: NodeId; readonly shape: Shape };
  /** What is simulated; a population stands after everything it reads. */
  readonly populations: readonly Population[];
  /** The population that is read out, by its place; always of kind `"if"`, read by no other. */
  readonly output: number;
  /** How the sample becomes constant currents. */
  readonly analog: AnalogPart;
}
