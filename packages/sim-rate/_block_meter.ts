import type { Network } from "@snnkit/sim";
import type { Member } from "./_event_members.ts";
import type { PopulationProfile, ProfileClock } from "./event_profile.ts";
import { kernelNames } from "./_kernel_names.ts";

/** Measures what each population of a machine costs. */
export interface BlockMeter {
  /** Does a population's work before the first step. */
  readonly begin: (p: number, work: () => void) => void;
  /** Does a population's work of `steps` steps, the first of which is `t`. */
  readonly advance: (p: number, t: number, steps: number, work: () => void) => void;
  /** What was measured so far, a population each. */
  readonly result: () => readonly PopulationProfile[];
}

/**
 * A meter of a machine's memory.
 *
 * The clock is read twice for each population and block, never within one, so that measuring costs
 * little; spikes and operations are read off what the kernels count anyway.
 *
 * @param synapticOps Address of the operations of each step, f64, to which every population adds.
 */
export function createBlockMeter(
  { now }: ProfileClock,
  { populations }: Network,
  members: readonly Member[],
  memory: ArrayBuffer,
  synapticOps: number,
): BlockMeter {
  const costs = members.map(() => ({ time: 0, spikes: 0, synapticOps: 0 }));
  const begin = (p: number, work: () => void): void => {
    const began = now();
    work();
    costs[p].time += now() - began;
  };
  const advance = (p: number, t: number, steps: number, work: () => void): void => {
    const ops = new Float64Array(memory, synapticOps + 8 * t, steps);
    const before = sum(ops);
    begin(p, work);
    costs[p].synapticOps += sum(ops) - before;
    costs[p].spikes += sum(new Uint32Array(memory, members[p].spikes + 4 * t, steps));
  };
  const result = (): PopulationProfile[] =>
    populations.map(({ id, kind }, p) => ({
      id,
      kind,
      kernels: kernelNames(memory, members[p]),
      ...costs[p],
    }));
  return { begin, advance, result };
}

function sum(values: Float64Array | Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
