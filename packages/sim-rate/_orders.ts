import type { Finding } from "@snnkit/ir";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import type { Network } from "@snnkit/sim";
import type { RateSimulatorOptions } from "./create_rate_simulator.ts";

/** What a worker is told; it gives one answer an order, in their order. */
export type Order =
  | {
    /** Make a simulator. */
    readonly kind: "open";
    readonly network: Network;
    readonly options: RateSimulatorOptions;
  }
  | {
    /** Simulate a sample. */
    readonly kind: "simulate";
    readonly sample: Float32Array;
    readonly index: number;
    /** Whether the spikes of every neuron are kept. */
    readonly counts: boolean;
  };

/** What a worker answers. */
export type Answer =
  | {
    /** There is a simulator. */
    readonly kind: "opened";
    readonly engine: string;
    readonly layers: readonly LayerInfo[];
    readonly findings: readonly Finding[];
  }
  | { readonly kind: "simulated"; readonly record: SampleRecord }
  /** The order could not be carried out; the worker goes on. */
  | { readonly kind: "refused"; readonly error: unknown };
