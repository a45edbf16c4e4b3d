/** When the class of a sample was known. */
export interface EarlyDecision {
  /** The class that no spike yet to come could change. */
  readonly class: number;
  /** When that was certain; the end of the last window where only that tells. */
  readonly time: number;
  /** Spikes that the outputs had received by then. */
  readonly spikes: number;
}

/** What one sample did in a network that codes by the time of the first spike. */
export interface FirstSpikeRecord {
  /** Values of the outputs, in the unit of the trained network's logits. */
  readonly scores: Float32Array;
  /** Spikes of each layer, at most one a neuron, `[layers]`. */
  readonly spikes: Uint32Array;
  /** Neurons of each layer whose value lay beyond their window, which was cut off, `[layers]`. */
  readonly clipped: Uint32Array;
  /** Synaptic operations: Σ over spikes of the targets reached. */
  readonly synapticOps: number;
  /**
   * When each neuron spiked, ∞ where it was silent; one array a layer, channels first. In the unit
   * of time, which is that of the trained network's activations. Where asked for.
   */
  readonly times?: readonly Float64Array[];
  /**
   * The class that led at each deadline, by what the outputs would be if nothing more came,
   * `[deadlines]`; where asked for.
   */
  readonly answers?: Uint16Array;
  /** Synaptic operations until each deadline, `[deadlines]`; where they are asked for. */
  readonly answerOps?: Float64Array;
  /** When the class was known; where asked for. */
  readonly decision?: EarlyDecision;
}
