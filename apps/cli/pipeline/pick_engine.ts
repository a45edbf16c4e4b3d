import type { Dataset } from "@snnkit/datasets";
import type { Finding } from "@snnkit/ir";
import type { Network, Simulator } from "@snnkit/sim";
import { countSynapses, type DenseSimulator } from "@snnkit/sim-rate/dense";
import type { Interrupt } from "../io/interrupt.ts";
import { denseRuntime } from "./native_runtime.ts";
import { type DenseSettings, openDense, type OpenedEngine } from "./open_engine.ts";
import { samplesFrom } from "./simulate_densely.ts";

/** What `--engine auto` chose. */
export interface Picked {
  /** The engine, for the first sample. */
  readonly first: OpenedEngine;
  /** What people must know of it, where it is not the usual one. */
  readonly findings: readonly Finding[];
}

/** Limits of a trial. */
export interface TrialLimits {
  /** Seconds that the event engine must need for a trial of the dense one to be worth its time. */
  readonly worth: number;
  /** Seconds for which each engine is tried. */
  readonly trial: number;
  /**
   * How many times as fast the dense engine must be. Its sums may differ in their last bits, so that it
   * must be worth it, and which one is faster must not hang on what else the machine does just now.
   */
  readonly margin: number;
  /** Multiplications a second that one thread of the dense engine never reaches, by what runs it. */
  readonly reach: { readonly wasm: number; readonly native: number };
}

const USUAL: TrialLimits = {
  worth: 6,
  trial: 0.4,
  margin: 1.5,
  reach: { wasm: 3e10, native: 1.5e11 },
};

/** Fewer samples than these are over before a trial is. */
const FEWEST = 32;

/** The share of samples that a trial may simulate in vain. */
const SHARE = 1 / 16;

/**
 * Chooses an engine, where nobody has: the event engine, unless a short trial of both on the first
 * samples says that the dense engine is 1.5 times as fast with the whole work.
 *
 * The event engine's time is that of one thread by the number of threads. Where there is little to do,
 * or where even the largest speed that a dense engine can have is too low, which is so for most networks
 * whose neurons are mostly silent, the trial ends with the first sample that shows it.
 *
 * @param settings The work.
 * @param event The event engine for the first sample; disposed of where the other one is chosen.
 * @throws {Interrupted} Where the user stopped it.
 */
export async function pickEngine(
  network: Network,
  data: Dataset,
  settings: DenseSettings,
  event: Simulator,
  interrupt: Interrupt,
  limits: TrialLimits = USUAL,
): Promise<Picked> {
  const usual: Picked = { first: event, findings: [] };
  const { start, threads, timesteps } = settings;
  const count = data.count - start;
  if (count < FEWEST) return usual;
  const { provider } = await denseRuntime(threads);
  const reach = provider === "node" ? threads * limits.reach.native : limits.reach.wasm;
  const least = count * timesteps * countSynapses(network) / reach;
  const bound = Math.max(limits.worth, limits.margin * least);
  const share = count / Math.min(threads, count);
  const byEvents = share *
    await eventSeconds(data, settings, event, interrupt, limits.trial, bound / share);
  if (byEvents < bound) return usual;
  const dense = await tryToOpen(network, settings);
  if (dense === undefined) return usual;
  const densely = count * await denseSeconds(data, settings, dense, interrupt, limits.trial);
  const ratio = byEvents / densely;
  if (!(ratio >= limits.margin)) {
    await dense.dispose();
    return usual;
  }
  event.dispose();
  return {
    first: dense,
    findings: [{
      code: "engine-picked",
      message: `The dense engine was picked, ${ratio.toFixed(1)} times as fast as the event ` +
        "engine in a trial; it adds up in another order, so that some spikes come a step earlier " +
        "or later: --engine dense or --engine event always takes the same",
    }],
  };
}

/**
 * Seconds a sample takes by events, of those after the first ones, which are slower: where already
 * these take less than is asked about, no more are tried.
 */
async function eventSeconds(
  data: Dataset,
  { start, offset = 0 }: DenseSettings,
  event: Simulator,
  interrupt: Interrupt,
  trial: number,
  bound: number,
): Promise<number> {
  const most = Math.max(2, Math.floor(SHARE * (data.count - start)));
  const times: number[] = [];
  const began = performance.now();
  for (let i = 0; i < most; i++) {
    await interrupt.checkpoint();
    const before = performance.now();
    event.simulate(data.sampleAt(start + i), offset + start + i);
    const seconds = (performance.now() - before) / 1000;
    if (seconds < bound) return seconds;
    times.push(seconds);
    if (performance.now() - began > 1000 * trial) break;
  }
  const settled = times.slice(Math.floor(times.length / 2));
  return settled.reduce((sum, seconds) => sum + seconds, 0) / settled.length;
}

/** The dense engine; undefined where it cannot do the work, which the event engine then does. */
async function tryToOpen(
  network: Network,
  settings: DenseSettings,
): Promise<DenseSimulator | undefined> {
  try {
    return await openDense(network, settings, settings.start < settings.detailed);
  } catch {
    return undefined;
  }
}

/** Ends a trial. */
class Enough extends Error {}

/** Seconds a sample takes densely; of a run that is cut off, by the steps that were done. */
async function denseSeconds(
  data: Dataset,
  { start, timesteps, offset = 0 }: DenseSettings,
  dense: DenseSimulator,
  interrupt: Interrupt,
  trial: number,
): Promise<number> {
  const samples = samplesFrom(data, start, Math.min(data.count, start + dense.batch), offset);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let reached = 0;
  try {
    await dense.simulateBatch(samples, async (steps) => {
      reached = steps;
      await interrupt.checkpoint();
      if (seconds() > trial) throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return seconds() * timesteps / reached / samples.length;
}
