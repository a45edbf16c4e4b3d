import type { FirstSpikeRecord } from "@snnkit/recording";
import type { TimedLayer, TimedNetwork } from "./timed_network.ts";

/** Time in ticks: neurons spike only at the ticks of a clock, `steps` to a window. */
export interface Ticks {
  /** S, how many ticks a window has, a whole number ≥ 1. */
  readonly steps: number;
  /**
   * `"nearest"`, unless given: thresholds are half a tick lower, so that a spike comes at the tick
   * nearest to its time and `x' = L/S · ⌊S x / L + 1/2⌋`. `"next"`: at the first tick at or after it,
   * `x' = L/S · ⌊S x / L⌋`, that is `k = ⌈S (1 − V / ϑ)⌉`.
   */
  readonly rounding?: "nearest" | "next";
}

/** What goes wrong between a neuron and those that read it. */
export interface Disturbance {
  /** Standard deviation of what is added to spike times, as a fraction of the window; 0 unless given. */
  readonly jitter?: number;
  /** Share of spikes that are lost, 0 … 1; 0 unless given. */
  readonly missing?: number;
  /** Seed of both; 0 unless given. What is drawn for a sample depends on its number alone. */
  readonly seed?: number;
}

/** What to simulate and what to keep. */
export interface TtfsOptions {
  /** Whether to keep the time of every spike; not unless given. */
  readonly times?: boolean;
  /** Whether to find out when the class was known; not unless given. */
  readonly decision?: boolean;
  /** Times, ascending, at which the leading class is asked for; none unless given. */
  readonly deadlines?: Float64Array;
  /** A clock; neurons spike at any time unless given. */
  readonly ticks?: Ticks;
  /** What goes wrong; nothing unless given. */
  readonly disturbance?: Disturbance;
}

/** A network of first spikes made ready to run. */
export interface TtfsSimulator {
  /** Which engine it is, e.g. `"event"`. */
  readonly engine: string;
  /** The populations that spike, in the order of the records. */
  readonly layers: readonly TimedLayer[];
  /**
   * Run one sample; samples do not influence each other.
   *
   * @param sample Values as the input node has them, channels first.
   * @param index Which sample it is, a whole number ≥ 0; 0 unless given. Disturbances depend on it.
   * @throws {TypeError} Where the sample has another number of values.
   */
  readonly simulate: (sample: Float32Array, index?: number) => FirstSpikeRecord;
}

/** Makes a simulator of a network; the event engine and the definition offer one. */
export type CreateTtfsSimulator = (
  network: TimedNetwork,
  options?: TtfsOptions,
) => TtfsSimulator;

/**
 * Check what every engine is given, once, at the door.
 *
 * @throws {RangeError} Naming everything that is out of its range.
 */
export function checkTtfsOptions(name: string, { ticks, disturbance = {} }: TtfsOptions): void {
  const { jitter = 0, missing = 0, seed = 0 } = disturbance;
  const rules: readonly (readonly [holds: boolean, problem: string])[] = [
    [
      ticks === undefined || (Number.isSafeInteger(ticks.steps) && ticks.steps >= 1),
      `a window must have a whole number ≥ 1 of ticks: received ${ticks?.steps}`,
    ],
    [jitter >= 0 && jitter < Infinity, `jitter must be ≥ 0 and finite: received ${jitter}`],
    [missing >= 0 && missing <= 1, `the missing share must lie in 0 … 1: received ${missing}`],
    [
      Number.isSafeInteger(seed) && seed >= 0,
      `its seed must be a whole number ≥ 0: received ${seed}`,
    ],
  ];
  const problems = rules.flatMap(([holds, problem]) => holds ? [] : [problem]);
  if (problems.length === 0) return;
  throw new RangeError(`Cannot simulate "${name}" as ${problems.join("; ")}`);
}
