import type { OptionValues } from "@snnkit/convert";
import type { ErrorPart } from "@snnkit/metrics";

/** How a network is converted and run. */
export interface Setup {
  /** The recipe's name. */
  readonly recipe: string;
  /** All of its options. */
  readonly options: OptionValues;
  /** Steps of every sample. */
  readonly timesteps: number;
}

/** What is done otherwise; what is absent stays. */
export interface Change {
  /** Another recipe, with its own defaults. */
  readonly recipe?: string;
  /** Other options of the recipe: the network is converted again. */
  readonly options?: OptionValues;
  /** More steps. */
  readonly timesteps?: number;
  /** Neurons of the converted network take back spikes that came too early. */
  readonly signed?: boolean;
  /** Potentials of the converted network begin at this fraction of the threshold. */
  readonly initialPotential?: number;
}

/** Something that may make a spiking network more like the trained one. */
export interface Remedy {
  /** Stable short name for programs, e.g. `"percentile-99.99"`. */
  readonly name: string;
  /** What it is against. */
  readonly part: ErrorPart;
  /** In a few words, e.g. `"percentile 99.99"`. */
  readonly title: string;
  /** What is done. */
  readonly change: Change;
}
