import type { RunSummary } from "./run_summary.ts";
import type { DecisionTimes, Nearness, TtfsLayer } from "./ttfs_metrics.ts";

/** A layer of first spikes in a summary. */
export interface TtfsLayerSummary extends TtfsLayer {
  /** From when to when its neurons may spike; absent for neurons without windows. */
  readonly window?: readonly [start: number, end: number];
}

/** A run of first spikes in one JSON object: what `snn run --code ttfs --json` prints. */
export interface TtfsSummary extends RunSummary {
  /** What only networks of first spikes have. */
  readonly ttfs: {
    /** Windows one after the other, from the input to the outputs. */
    readonly windows: number;
    /** Time from the sample to the end of the last window, in the unit of activations. */
    readonly duration: number;
    /** S, ticks of a window; absent where neurons spike at any time. */
    readonly ticks?: number;
    /** What went wrong on purpose; absent where nothing did. */
    readonly disturbance?: { readonly jitter: number; readonly missing: number };
    /** One a layer. */
    readonly layers: readonly TtfsLayerSummary[];
    /** Samples whose activations all stayed in their windows, against the trained network. */
    readonly inside: Nearness;
    /** The others. */
    readonly outside: Nearness;
    /** When the class was known; absent where the engine decides at the end only. */
    readonly decisions?: DecisionTimes;
  };
}
