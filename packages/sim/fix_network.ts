import type { IfPopulation, Network, Population } from "./network.ts";
import { roundToGrid } from "./round_to_grid.ts";
import type { Synapse } from "./synapse.ts";

/** 2^14, in steps of the grid: no step brings as much by synapses. */
export const FIXED_LIMIT: number = 2 ** 14;

/** The most that a potential may be: sums beyond it are told from it, as they end at 32767. */
const MOST_POTENTIAL = 32766;

/** The largest number of 16 bits. */
const LARGEST = 32767;

/** The most that constant currents and potentials at rest may be, in steps of the grid. */
export const FIXED_CURRENT: number = 2 ** 13;

/** Thresholds in steps of the grid: as fine as allowed, never coarser than this. */
const FINEST = 512;
const COARSEST = 64;

/** Net spikes are counted in 16 bits, too. */
const MOST_STEPS = 32767;

/**
 * Round a network to fixed point, as far as int16 can hold it: a population is given a grid `g`, and its
 * thresholds, potentials at rest, currents and weights become whole multiples of `1 / g`,
 * `round(x · g) / g`, half to even.
 *
 * `g` is the largest power of two for which, in steps of the grid,
 *
 * - `64 ≤ θ ≤ 512` for every neuron: a weight is told to 1/128 of a threshold at worst;
 * - `Σ |w| < 2^14` over all that reaches a neuron, each source neuron sending at most one spike a step;
 * - `|drift| ≤ 2^13` and `|initial| ≤ 2^13`.
 *
 * A potential may then be up to `L = 32767 − max g Σ |w|` after a step: with whatever the next one
 * brings it stays within int16.
 *
 * Populations stay as they are where there is none, where they leak or wait after a spike, where a
 * relay's graded sums reach them, and where their network is read out of them. Only spikes pass
 * between populations, so that each may have a format of its own.
 *
 * A population that has a grid keeps it, so that the result is a fixed point of this function, too.
 *
 * Sums of such numbers are exact in float32 up to `2^24` and, modulo `2^16`, in int16: engines of
 * either format give the same spikes, in whatever order they add.
 *
 * @param network Compiled from a graph; not modified.
 * @param options How many steps will be simulated; beyond 32767 nothing is rounded.
 * @returns A network whose populations of fixed point have a `grid`.
 *
 * @example
 * ```ts
 * import { compileNetwork, fixNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const fixed = fixNetwork(compileNetwork(tinyRateGraph()), { timesteps: 16 });
 * const grids = fixed.populations.map((p) => p.kind === "if" ? p.grid : undefined);
 * assertEquals(grids, [512, undefined, undefined]); // A gate has no potentials; the output is read.
 * ```
 */
export function fixNetwork(
  network: Network,
  { timesteps }: { readonly timesteps: number },
): Network {
  if (timesteps > MOST_STEPS) return network;
  const { populations, output } = network;
  const fixed = populations.map((population, p) =>
    p !== output && isPlain(population, populations) ? fixed16(population) : population
  );
  return { ...network, populations: fixed };
}

/** Whether a population has neurons whose sums are whole numbers of steps. */
function isPlain(
  population: Population,
  populations: readonly Population[],
): population is IfPopulation {
  return population.kind === "if" && population.leak === 1 && population.refractory === 0 &&
    population.synapses.every(({ source }) => populations[source].kind !== "relay");
}

/** A population on the finest grid that it fits on; as it is where it has one, or fits on none. */
function fixed16(population: IfPopulation): IfPopulation {
  if (population.grid !== undefined) return population;
  const most = largest(population.threshold);
  if (!(most > 0 && most < Infinity)) return population;
  let grid = 2 ** Math.floor(Math.log2(FINEST / most));
  // Rounding may lift a threshold to the next step.
  for (; COARSEST <= grid * most + 1; grid /= 2) {
    const fixed = roundPopulation(population, grid);
    const input = grid * mostInput(fixed.synapses, fixed.neurons);
    if (fits(fixed, grid) && input < FIXED_LIMIT) {
      return { ...fixed, limit: Math.min(MOST_POTENTIAL, LARGEST - input) };
    }
  }
  return population;
}

function roundPopulation(population: IfPopulation, grid: number): IfPopulation {
  const { threshold, initial, drift, synapses } = population;
  return {
    ...population,
    threshold: roundToGrid(threshold, grid),
    initial: roundToGrid(initial, grid),
    ...drift && { drift: roundToGrid(drift, grid) },
    synapses: synapses.map((s) => ({ ...s, weight: roundToGrid(s.weight, grid) })),
    grid,
  };
}

/** Whether numbers on a grid are small enough for int16. */
function fits({ threshold, initial, drift }: IfPopulation, grid: number): boolean {
  const current = FIXED_CURRENT / grid;
  return threshold.every((theta) => COARSEST <= grid * theta && grid * theta <= FINEST) &&
    [...drift ? [drift] : [], initial].every((values) =>
      values.every((x) => Math.abs(x) <= current)
    );
}

/** The most that one step may bring a neuron by synapses: `max Σ |w|`, or a bound above it. */
function mostInput(synapses: readonly Synapse[], neurons: number): number {
  const totals = synapses.map((synapse) => totalsOf(synapse, neurons));
  let most = 0;
  for (let i = 0; i < neurons; i++) {
    let sum = 0;
    for (const total of totals) sum += total[i % total.length];
    // Not a maximum, which would lose what is no number.
    if (!(sum <= most)) most = sum;
  }
  return most;
}

/** `Σ |w|` of the neurons that a synapse reaches: neuron `i` has entry `i mod length`. */
function totalsOf(synapse: Synapse, neurons: number): Float64Array {
  const { weight } = synapse;
  switch (synapse.kind) {
    case "conv2d": {
      // Taps beyond the border are counted, too.
      const totals = new Float64Array(synapse.outputChannels);
      const taps = weight.length / totals.length;
      for (let o = 0, i = 0; o < totals.length; o++) {
        for (const end = i + taps; i < end; i++) totals[o] += Math.abs(weight[i]);
      }
      return totals;
    }
    case "convTranspose2d": {
      // [Cin, Cout / groups, Kh, Kw]: output channels of a group come round with every input channel.
      const { kernel, outputChannels, inputChannels, groups } = synapse;
      const taps = kernel[0] * kernel[1];
      const outputs = outputChannels / groups;
      const totals = new Float64Array(outputChannels);
      weight.forEach((w, i) => {
        const input = Math.floor(i / (outputs * taps));
        const group = Math.floor(input / (inputChannels / groups));
        totals[group * outputs + Math.floor(i / taps) % outputs] += Math.abs(w);
      });
      return totals;
    }
    case "dense": {
      const totals = new Float64Array(synapse.outputs);
      for (let i = 0; i < weight.length;) {
        for (let o = 0; o < totals.length; o++, i++) totals[o] += Math.abs(weight[i]);
      }
      return totals;
    }
    case "sparse": {
      const totals = new Float64Array(neurons);
      for (let e = 0; e < weight.length; e++) totals[synapse.target[e]] += Math.abs(weight[e]);
      return totals;
    }
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}

function largest(values: Float32Array): number {
  return values.reduce((most, x) => Math.max(most, x), -Infinity);
}
