import type { Shape } from "@snnkit/tensor";

/** One population that was simulated. */
export interface LayerInfo {
  /** The node of the graph it came from. */
  readonly id: string;
  /** Shape of one sample, channels first. */
  readonly shape: Shape;
  /** How many neurons: the product of the shape. */
  readonly neurons: number;
}

/** What one sample did during its simulation of `T` steps. */
export interface SampleRecord {
  /** How many steps were simulated; below the wanted `T` where a stop rule ended it early. */
  readonly steps: number;
  /** The winning class after each step (ties: the lowest), `[steps]`. */
  readonly decisions: Uint16Array;
  /** Scores of the classes after the last step, in the unit of the trained network's logits. */
  readonly scores: Float32Array;
  /** Spikes of each layer at each step, of either sign, `[steps, layers]` row-major. */
  readonly spikes: Uint32Array;
  /** Synaptic operations of each step: Σ over spikes of the targets reached, `[steps]`. */
  readonly synapticOps: Float64Array;
  /**
   * Spikes of every neuron over all steps, negative ones subtracted, one array a layer, channels
   * first; where asked for.
   */
  readonly counts?: readonly Int32Array[];
  /**
   * Potentials of every neuron after the last step and its resets, in the unit of the current; of
   * output neurons that do not fire, their summed input. One array a layer, channels first; empty
   * for gates, which have none. Where asked for.
   */
  readonly potentials?: readonly Float32Array[];
  /**
   * How sure the decision was after each step, by the criterion that was asked for: the margin or the
   * entropy of the classes' probabilities, `[steps]`; where asked for.
   */
  readonly confidence?: Float32Array;
}

/** What happened: one record a sample, in the samples' order. */
export interface Recording {
  /** Steps that were wanted. */
  readonly timesteps: number;
  /** The populations, in topological order. */
  readonly layers: readonly LayerInfo[];
  /** One a sample. */
  readonly samples: readonly SampleRecord[];
}
