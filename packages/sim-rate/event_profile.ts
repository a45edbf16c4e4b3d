import type { NodeId } from "@snnkit/ir";
import type { Simulator } from "@snnkit/sim";

/** The clock that a simulation is timed with: packages have none of their own. */
export interface ProfileClock {
  /** The time in any unit, e.g. `() => performance.now()`; never goes back. */
  readonly now: () => number;
}

/** What one population has cost so far. */
export interface PopulationProfile {
  /** The node of the graph it came from. */
  readonly id: NodeId;
  /** What it is. */
  readonly kind: "if" | "gate" | "relay" | "encoder";
  /**
   * What works for it, each once: `rows`, `full`, `graded-rows`, `taps`, `points` and `sparse` add the
   * events of synapses, in fixed point `patterns` those of convolutions and `carried` those of average pools
   * and shortcuts; `gate`, `tracking` and `estimating` find winners of windows, `current` computes what
   * the sample brings, `encode` turns it into spikes.
   */
  readonly kernels: readonly string[];
  /** Time in it, in the clock's unit: its synapses' additions, its neurons, its currents. */
  readonly time: number;
  /** Events it has sent. */
  readonly spikes: number;
  /** Synaptic operations of the synapses that end in it. */
  readonly synapticOps: number;
}

/** Where the time of a simulation went. */
export interface EventProfile {
  /** How many samples were simulated. */
  readonly samples: number;
  /** Time of all samples, in the clock's unit; what no population took went into the read-out. */
  readonly time: number;
  /** What each population took, in the plan's order. */
  readonly populations: readonly PopulationProfile[];
}

/** The event-driven engine, which can tell where its time went. */
export interface EventSimulator extends Simulator {
  /** What all samples so far have cost; undefined where no clock was given. */
  readonly profile: () => EventProfile | undefined;
}
