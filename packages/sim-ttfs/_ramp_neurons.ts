import type { FireFirst } from "@snnkit/ir";
import type { HappeningsWriter } from "./_happenings.ts";

/** Neurons whose potentials are straight lines between the happenings that reach them. */
export interface RampNeurons {
  /**
   * Something reaches a neuron: its slope and what holds its threshold up change.
   *
   * @param neuron Which one.
   * @param time When; never before what reached it last.
   * @param slope By how much its potential rises faster from then on.
   * @param held By how much its threshold rises.
   */
  readonly reach: (neuron: number, time: number, slope: number, held: number) => void;
  /** Lets all run on for ever. */
  readonly finish: () => void;
  /** When each neuron spiked for good; ∞ where it is silent in the end. */
  readonly times: Float64Array;
  /** How fast each potential rises in the end. */
  readonly slopes: Float64Array;
}

/**
 * Neurons after Rueckauer and Liu, at rest at `t = 0`.
 *
 * Between two happenings `u(t) = u + s (t − τ)`: it crosses 0 and the threshold in closed form. What is
 * told: spikes, for `"corrective"` also those taken back; for `"dynamic"` also who is driven.
 *
 * @param bias b, the slope before anything arrives.
 * @param threshold θ, one a neuron or repeated.
 * @param remedy What helps against early spikes.
 * @param tell Where neurons tell what they do.
 */
export function createRampNeurons(
  bias: Float64Array,
  threshold: Float32Array,
  remedy: FireFirst["remedy"],
  tell: HappeningsWriter,
): RampNeurons {
  const count = bias.length;
  const u = new Float64Array(count);
  const since = new Float64Array(count);
  const slopes = bias.slice();
  const held = new Float64Array(count);
  const times = new Float64Array(count).fill(Infinity);
  const isDriven = new Uint8Array(count);
  const tellsDriven = remedy === "dynamic";

  /** Lets a neuron run until a time. */
  const run = (i: number, until: number): void => {
    const [from, start, slope] = [since[i], u[i], slopes[i]];
    const theta = threshold[i % threshold.length] + held[i];
    const reachedAt = (level: number): number => {
      if (slope > 0 ? start >= level : start < level) return from;
      return slope === 0 ? Infinity : from + (level - start) / slope;
    };
    const isUp = times[i] !== Infinity;
    if (tellsDriven && !isUp) followDriven(i, slope, start, reachedAt, until);
    if (!isUp) {
      const at = start >= theta ? from : slope > 0 ? reachedAt(theta) : Infinity;
      if (at <= until && at < Infinity) fire(i, at);
    } else if (remedy === "corrective" && slope < 0) {
      const at = reachedAt(theta);
      if (at <= until && at < Infinity) takeBack(i, at);
    }
    if (until < Infinity) {
      u[i] = start + slope * (until - from);
      since[i] = until;
    }
  };
  const followDriven = (
    i: number,
    slope: number,
    start: number,
    reachedAt: (level: number) => number,
    until: number,
  ): void => {
    const rises = isDriven[i] === 0 && (start > 0 || slope > 0);
    const falls = isDriven[i] === 1 && slope < 0;
    if (!rises && !falls) return;
    const at = rises && start > 0 ? since[i] : reachedAt(0);
    if (at > until || at === Infinity) return;
    isDriven[i] = rises ? 1 : 0;
    tell.add(at, i, 0, rises ? 1 : -1);
  };
  const fire = (i: number, at: number): void => {
    times[i] = at;
    tell.add(at, i, 1, isDriven[i] ? -1 : 0);
    isDriven[i] = 0;
  };
  const takeBack = (i: number, at: number): void => {
    times[i] = Infinity;
    tell.add(at, i, -1, 0);
  };

  return {
    reach: (neuron, time, slope, more) => {
      // One that has spoken for good need not be followed.
      if (times[neuron] !== Infinity && remedy !== "corrective") return;
      run(neuron, time);
      slopes[neuron] += slope;
      held[neuron] += more;
    },
    finish: () => {
      for (let i = 0; i < count; i++) run(i, Infinity);
    },
    times,
    slopes,
  };
}
