import type { Finding } from "@snnkit/ir";

/** A network's result on labelled samples. */
export interface Score {
  /** Samples it got right. */
  readonly correct: number;
  /** The same as a fraction. */
  readonly accuracy: number;
}

/** How a run was done. */
export interface RunSettings {
  /** The model's file or name. */
  readonly model: string;
  /** The recipe that converted it. */
  readonly recipe: string;
  /** The recipe's options, defaults included; absent where nobody knows them. */
  readonly recipeOptions?: Readonly<Record<string, string | number | boolean>>;
  /** How spikes carry values. */
  readonly code: "rate" | "ttfs";
  /** Which engine simulated it. */
  readonly engine: string;
  /** Which numbers it computed with. */
  readonly precision: string;
  /** Worker threads. */
  readonly threads: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** What made the decisions, e.g. `"membrane"`. */
  readonly readout?: string;
  /** When samples could end early, e.g. `"margin=0.9"`; `"none"` where all ran to the last step. */
  readonly stop?: string;
}

/** Wall time of the parts of a run, in seconds. */
export interface RunSeconds {
  /** Reading model and data. */
  readonly load: number;
  /** Converting and calibrating. */
  readonly convert: number;
  /** Running the trained network. */
  readonly ann: number;
  /** Simulating the spiking network. */
  readonly simulate: number;
}

/** What stop rules of one criterion would have made of a run. */
export interface AnytimeSummary {
  /** Which criterion: rules are called `margin=X` or `entropy=X`. */
  readonly criterion: "margin" | "entropy";
  /** One a threshold X. */
  readonly points: readonly {
    readonly threshold: number;
    readonly correct: number;
    readonly meanTimesteps: number;
    readonly synapticOps: number;
  }[];
}

/** A run in one JSON object: what `snn run --json` prints. */
export interface RunSummary extends RunSettings {
  /** How many samples were run. */
  readonly samples: number;
  /** Steps that were wanted. */
  readonly timesteps: number;
  /** The trained network. */
  readonly ann: Score;
  /** The spiking network. `agreement`: share of samples with the trained network's class. */
  readonly snn: Score & { readonly agreement: number };
  /** After each time step; `synapticOps` is the mean per sample up to then. */
  readonly curve: readonly {
    readonly t: number;
    readonly correct: number;
    readonly synapticOps: number;
  }[];
  /** Mean spikes per sample and per neuron, and each layer's spikes per neuron and step. */
  readonly spikes: {
    readonly perSample: number;
    readonly perNeuron: number;
    readonly layers: readonly { readonly name: string; readonly rate: number }[];
  };
  /** Mean per sample: the trained network's multiply-adds, the spiking network's additions. */
  readonly operations: { readonly annMacs: number; readonly synapticOps: number };
  /** Below `timesteps` where a stop rule ended samples early. */
  readonly latency: { readonly meanTimesteps: number };
  /** What stop rules would have made of the run; absent where samples ended early in it. */
  readonly anytime?: AnytimeSummary;
  /** Wall time. */
  readonly seconds: RunSeconds;
  /** Samples simulated per second of wall time. */
  readonly imagesPerSecond: number;
  /** What did not stop the work but is worth knowing. */
  readonly findings: readonly Finding[];
}
