import type { Tensor } from "@snnkit/tensor";

/** Values sampled at each step: spikes, potentials or currents. */
export interface TimeGridded {
  /** Discriminates the union. */
  readonly kind: "timeGridded";
  /** `[T, N]`, time outermost. */
  readonly values: Tensor;
}

/** Spikes as (neuron, time) pairs, sorted by time. */
export interface Events {
  /** Discriminates the union. */
  readonly kind: "events";
  /** Which neuron fired, `[E]`. */
  readonly neuron: Uint32Array;
  /** When, in steps from stimulus onset, `[E]`; step `t` of a grid is `t`, from 0 on. */
  readonly time: Float32Array;
  /** Neurons in the layer, silent ones included. */
  readonly neurons: number;
  /** How long was recorded, in steps. */
  readonly duration: number;
}

/** What one layer did during one simulation. */
export type LayerRecording = TimeGridded | Events;
