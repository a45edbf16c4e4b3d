/** When the neurons of a layer spike. */
export interface LayerSpikeTimes {
  /** The node it came from. */
  readonly name: string;
  /** How many neurons it has. */
  readonly neurons: number;
  /** When its window starts. */
  readonly start: number;
  /** When its window ends. */
  readonly end: number;
  /** Share of neurons that spike in each of some equal parts of the window, over all samples. */
  readonly shares: readonly number[];
  /** Share of neurons that stay silent. */
  readonly silent: number;
}

/** When neurons of a network of first spikes spike. */
export interface SpikeTimes {
  /** How many samples were looked at. */
  readonly samples: number;
  /** When all has arrived at the outputs. */
  readonly end: number;
  /** One a layer, in the network's order. */
  readonly layers: readonly LayerSpikeTimes[];
  /** Spikes of one sample, or some of them. */
  readonly raster: readonly {
    /** Which layer. */
    readonly layer: number;
    /** Where the neuron stands in its layer, 0 … 1. */
    readonly share: number;
    /** When it spikes. */
    readonly time: number;
  }[];
}
