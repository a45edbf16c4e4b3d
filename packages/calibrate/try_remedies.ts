import type { RateGraph } from "@snnkit/ir";
import type { CreateSimulator, Readout } from "@snnkit/sim";
import { measureOutcome } from "./_measure_outcome.ts";
import { changeNeurons } from "./change_neurons.ts";
import type { Change, Remedy, Setup } from "./remedy.ts";

/** What a remedy is tried on. */
export interface TrialSample {
  /** As the input node has them, channels first. */
  readonly values: Float32Array;
  /** The trained network's outputs. */
  readonly logits: ArrayLike<number>;
  /** The true class, where it is known. */
  readonly label?: number;
}

/** How well a spiking network does. */
export interface Outcome {
  /** On which share of the samples it decides as the trained network does. */
  readonly agreement: number;
  /** Which share it gets right, where labels are known. */
  readonly accuracy?: number;
  /** Root mean square difference of scores and logits, as a fraction of that of the logits. */
  readonly scoreError: number;
}

/** A remedy and what it gave. */
export interface TriedRemedy {
  /** What was tried. */
  readonly remedy: Remedy;
  /** What came of it. */
  readonly after: Outcome;
  /** Whether it is worth recommending. */
  readonly helps: boolean;
}

/** What remedies gave. */
export interface Trial {
  /** How many samples it was tried on. */
  readonly samples: number;
  /** The network as it is. */
  readonly before: Outcome;
  /** In the order in which they were tried. */
  readonly tried: readonly TriedRemedy[];
}

/** What is tried, and with what. */
export interface TrialOptions {
  /** The network as it is. */
  readonly graph: RateGraph;
  /** How it was converted and is run. */
  readonly setup: Setup;
  /** What is tried, see {@linkcode chooseRemedies}. */
  readonly remedies: readonly Remedy[];
  /** At least one. */
  readonly samples: readonly TrialSample[];
  /** What decides; `"membrane"` unless given. */
  readonly readout?: Readout;
  /** Makes the simulator that networks are tried with. */
  readonly createSimulator: CreateSimulator;
  /**
   * Converts the trained network. Options are those of the setup where the recipe is, else only what
   * is changed. Needed only where a remedy asks for it.
   */
  readonly convert?: (setup: Setup) => Promise<RateGraph>;
  /** Told after each sample what is tried, and how many of how many simulations are done. */
  readonly onProgress?: (done: number, total: number, remedy?: Remedy) => void | Promise<void>;
}

/** So many more decisions that agree are no chance, wherever the scores are. */
const MORE = 3;

/** Scores that come nearer by this much are a gain where decisions stay. */
const NEARER = 0.8;

/**
 * Try remedies: convert and simulate each on the same samples, and see whether the spiking network
 * decides more like the trained one.
 *
 * A remedy helps where more decisions agree, at least three or with scores nearer to the logits; or
 * where as many agree and the scores are nearer by a fifth. Where several of those that change nothing but options
 * and neurons help, all of them together are tried, too.
 *
 * The same input gives the same bits.
 *
 * @param options What to try.
 * @throws {RangeError} Where there is no sample.
 * @throws {TypeError} Where a remedy needs a conversion, and none is handed in.
 *
 * @example
 * ```ts
 * import { tryRemedies } from "@snnkit/calibrate";
 * import { createRateSimulator } from "@snnkit/sim-rate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { tried } = await tryRemedies({
 *   graph: tinyRateGraph(),
 *   setup: { recipe: "rueckauer2017", options: {}, timesteps: 4 },
 *   remedies: [
 *     { name: "twice", part: "quantisation", title: "8 time steps", change: { timesteps: 8 } },
 *   ],
 *   samples: [{ values: new Float32Array(36).fill(0.5), logits: [0, 1, 2], label: 2 }],
 *   createSimulator: createRateSimulator,
 * });
 * assertEquals(tried.map(({ remedy }) => remedy.title), ["8 time steps"]);
 * ```
 */
export async function tryRemedies(options: TrialOptions): Promise<Trial> {
  const { graph, setup, remedies, samples, readout = "membrane" } = options;
  const { createSimulator, onProgress } = options;
  if (samples.length === 0) {
    throw new RangeError(
      `Cannot try remedies on "${graph.name}" as there must be at least one sample: received none`,
    );
  }
  let [done, total] = [0, (1 + remedies.length) * samples.length];
  const measure = async (network: RateGraph, timesteps: number, remedy?: Remedy) => {
    const onSample = async (): Promise<void> => await onProgress?.(++done, total, remedy);
    const run = { samples, timesteps, readout, createSimulator, onSample };
    return await measureOutcome(network, run);
  };
  const before = await measure(graph, setup.timesteps);
  const tried: TriedRemedy[] = [];
  const attempt = async (remedy: Remedy): Promise<void> => {
    const network = await changed(options, remedy.change);
    const after = await measure(network, remedy.change.timesteps ?? setup.timesteps, remedy);
    tried.push({ remedy, after, helps: isBetter(after, before, samples.length) });
  };
  for (const remedy of remedies) await attempt(remedy);
  const together = combined(tried);
  if (together) {
    total += samples.length;
    await attempt(together);
  }
  return { samples: samples.length, before, tried };
}

/** The network with a change. */
async function changed(
  { graph, setup, convert }: TrialOptions,
  change: Change,
): Promise<RateGraph> {
  const { recipe, options, timesteps } = change;
  if (recipe === undefined && options === undefined) return changeNeurons(graph, change);
  if (!convert) {
    throw new TypeError(
      `Cannot try another conversion of "${graph.name}" as convert must be given: received none`,
    );
  }
  const converted = await convert({
    recipe: recipe ?? setup.recipe,
    options: { ...recipe === undefined && setup.options, ...options },
    timesteps: timesteps ?? setup.timesteps,
  });
  return changeNeurons(converted, change);
}

function isBetter(after: Outcome, before: Outcome, samples: number): boolean {
  const gain = Math.round(samples * (after.agreement - before.agreement));
  if (gain > 0) return gain >= MORE || after.scoreError < before.scoreError;
  return gain === 0 && after.scoreError <= NEARER * before.scoreError;
}

/** All that helped and can be had at once; undefined where that is not more than one. */
function combined(tried: readonly TriedRemedy[]): Remedy | undefined {
  const helpful = tried.filter(({ helps, remedy: { change } }) =>
    helps && change.recipe === undefined && change.timesteps === undefined
  );
  // Where two would set the same thing, the better one does.
  const ranked = [...helpful].sort((a, b) =>
    b.after.agreement - a.after.agreement || a.after.scoreError - b.after.scoreError
  );
  const chosen: TriedRemedy[] = [];
  for (const candidate of ranked) {
    const sets = settingsOf(candidate.remedy.change);
    const taken = chosen.flatMap(({ remedy }) => settingsOf(remedy.change));
    if (!sets.some((name) => taken.includes(name))) chosen.push(candidate);
  }
  if (chosen.length < 2) return undefined;
  const remedies = chosen.map(({ remedy }) => remedy);
  const options = Object.assign({}, ...remedies.map(({ change }) => change.options ?? {}));
  return {
    name: remedies.map(({ name }) => name).join("+"),
    part: remedies[0].part,
    title: listed(remedies.map(({ title }) => title)),
    change: {
      ...Object.assign({}, ...remedies.map(({ change }) => change)),
      ...Object.keys(options).length > 0 && { options },
    },
  };
}

function settingsOf({ options = {}, ...rest }: Change): string[] {
  return [...Object.keys(options), ...Object.keys(rest)];
}

/** `a, b and c`. */
function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
