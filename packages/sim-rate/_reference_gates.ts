import type { GatePopulation, GateSource } from "@snnkit/sim";

/** What others see of a population. */
export interface Emitter {
  /** What each neuron emits in this step: 1 or −1 for a spike, a relay's value, else 0. */
  readonly out: Float32Array;
  /** Net spikes of each neuron so far: of a relay, by the signs of what it has emitted. */
  readonly counts: Int32Array;
}

/** Writes the spikes of all gates of a population in this step. */
export type GateStep = () => void;

/**
 * The gates of a max-pool by definition, at rest.
 *
 * @param gate What they are.
 * @param windows The pixels that each pixel of the gate watches, in row-major order.
 * @param own What they emit; 0 before every step.
 * @param emitters Of all populations; those that the gates watch have advanced, and counted, already.
 */
export function gateStep(
  gate: GatePopulation,
  windows: readonly (readonly number[])[],
  own: Emitter,
  emitters: readonly Emitter[],
): GateStep {
  const steps = gate.sources.map((source) => {
    const emitter = emitters[source.population];
    if (gate.estimator.kind === "track") return trackStep(gate, source, windows, own, emitter);
    const estimate = estimator(gate, emitter);
    return () => passWinners(gate, source, windows, own, emitter, estimate());
  });
  return () => steps.forEach((step) => step());
}

/** Estimates of how active each neuron of a source is, this step included. */
type Estimate = () => ArrayLike<number>;

function estimator({ estimator }: GatePopulation, { out, counts }: Emitter): Estimate {
  switch (estimator.kind) {
    case "first":
    case "track":
      return () => counts;
    case "exponential": {
      const estimates = new Float32Array(out.length);
      return () => {
        for (let i = 0; i < out.length; i++) {
          estimates[i] = Math.fround(estimator.decay * estimates[i]) + spikeOf(out[i]);
        }
        return estimates;
      };
    }
    case "window": {
      const recent: Float32Array[] = [];
      const spikes = new Uint32Array(out.length);
      return () => {
        const oldest = recent.length === estimator.steps ? recent.shift() : undefined;
        recent.push(out.slice());
        for (let i = 0; i < out.length; i++) {
          spikes[i] += spikeOf(out[i]) - spikeOf(oldest?.[i] ?? 0);
        }
        return spikes;
      };
    }
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}

/** Whatever is emitted is one spike. */
function spikeOf(emitted: number): number {
  return emitted === 0 ? 0 : 1;
}

function passWinners(
  { layout: { channels } }: GatePopulation,
  { channel: first, channels: own }: GateSource,
  windows: readonly (readonly number[])[],
  gate: Emitter,
  source: Emitter,
  estimates: ArrayLike<number>,
): void {
  windows.forEach((cells, window) => {
    for (let c = 0; c < own; c++) {
      let winner: number | undefined;
      for (const cell of cells) {
        const neuron = cell * own + c;
        if (winner === undefined || estimates[neuron] > estimates[winner]) winner = neuron;
      }
      // A window over zero padding alone watches nobody.
      if (winner !== undefined && source.out[winner] !== 0) {
        gate.out[window * channels + first + c] = 1;
      }
    }
  });
}

function trackStep(
  { layout: { channels } }: GatePopulation,
  { channel: first, channels: own }: GateSource,
  windows: readonly (readonly number[])[],
  { out, counts }: Emitter,
  source: Emitter,
): GateStep {
  return () =>
    windows.forEach((cells, window) => {
      // A window over zero padding alone watches nobody.
      if (cells.length === 0) return;
      for (let c = 0; c < own; c++) {
        const gate = window * channels + first + c;
        const largest = Math.max(...cells.map((cell) => source.counts[cell * own + c]));
        out[gate] = Math.sign(largest - counts[gate]);
      }
    });
}
