/** A neuron whose answer to a constant current is wanted; see `If` of @snnkit/ir. */
export interface ConstantNeuron {
  /** θ, in the unit of the current. */
  readonly threshold: number;
  /** Potential before the first step. */
  readonly initial: number;
  /** Whether a spike subtracts the threshold or sets the potential to zero. */
  readonly reset: "subtract" | "zero";
  /** Whether the neuron takes spikes back. */
  readonly signed: boolean;
  /** α, the share of its potential that it keeps from step to step; 1, all, unless given. */
  readonly leak?: number;
  /** r, for how many steps after a spike it cannot spike; 0 unless given. */
  readonly refractory?: number;
}

/** Sums of float32 currents may miss a threshold by their rounding: that near counts as reached. */
const TIE = 2 ** -20;

/**
 * The net spikes that an integrate-and-fire neuron sends in T steps where the same total of charge
 * comes evenly: a constant current `I = total / T`.
 *
 * It first fires in step `t₁ = max(1, ⌈(θ − v₀) / I⌉)`, if ever. With reset by subtraction it loses
 * no charge, so it has sent `⌊(v₀ + T · I) / θ⌋` spikes, at most one a step from `t₁` on:
 * `N = min(⌊(v₀ + total) / θ⌋, T − t₁ + 1)`. With reset to zero it fires every `⌈θ / I⌉` steps:
 * `N = 1 + ⌊(T − t₁) / ⌈θ / I⌉⌋`. A negative current leaves what the initial potential gives. Leaky
 * and refractory neurons are followed step by step.
 *
 * @param neuron What it is like.
 * @param total Charge of all steps together, without the initial potential.
 * @param timesteps T.
 *
 * @example
 * ```ts
 * import { constantAnswer } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { threshold: 1, initial: 0, reset: "subtract", signed: false } as const;
 * assertEquals(constantAnswer(neuron, 2.75, 4), 2); // 0.6875 a step.
 * assertEquals(constantAnswer({ ...neuron, initial: 0.5 }, 2.75, 4), 3); // Rounded.
 * assertEquals(constantAnswer(neuron, 7, 4), 4); // One a step.
 * ```
 */
export function constantAnswer(neuron: ConstantNeuron, total: number, timesteps: number): number {
  const { threshold, initial, reset, leak = 1, refractory = 0 } = neuron;
  if (leak < 1 || refractory > 0) return stepByStep(neuron, total / timesteps, timesteps);
  if (total < 0) return answerToNegative(neuron, total / timesteps, timesteps);
  const current = total / timesteps;
  const wait = (threshold - initial) / current;
  // Where nothing comes, the initial potential fires at once or never.
  const first = initial + current >= threshold ? 1 : Math.max(1, Math.ceil(wait * (1 - TIE)));
  if (!(first <= timesteps)) return 0;
  if (reset === "zero") {
    const period = Math.max(1, Math.ceil((threshold / current) * (1 - TIE)));
    return 1 + Math.floor((timesteps - first) / period);
  }
  const due = Math.floor((initial + total) / threshold + TIE);
  return Math.max(0, Math.min(due, timesteps - first + 1));
}

/** Spikes come from the initial potential alone: in step `t` where `v₀ + t · I ≥ t · θ`. */
function answerToNegative(neuron: ConstantNeuron, current: number, timesteps: number): number {
  const { threshold, initial, reset, signed } = neuron;
  const early = Math.floor(initial / (threshold - current) + TIE);
  if (early <= 0) return 0;
  // What was sent may be taken back, one spike a step.
  if (signed) return stepByStep(neuron, current, timesteps);
  return Math.min(early, timesteps, reset === "zero" ? 1 : Infinity);
}

function stepByStep(neuron: ConstantNeuron, current: number, timesteps: number): number {
  const { threshold, initial, reset, signed, leak = 1, refractory = 0 } = neuron;
  // A leaky neuron may come as near as that without ever being there.
  const reached = leak < 1 ? threshold : threshold * (1 - TIE);
  let [v, net, waits] = [initial, 0, 0];
  for (let t = 0; t < timesteps; t++) {
    v = leak * v + current;
    if (waits > 0) {
      waits--;
    } else if (v >= reached) {
      v = reset === "subtract" ? v - threshold : 0;
      net++;
      waits = refractory;
    } else if (signed && v < 0 && net > 0) {
      v += threshold;
      net--;
      waits = refractory;
    }
  }
  return net;
}
