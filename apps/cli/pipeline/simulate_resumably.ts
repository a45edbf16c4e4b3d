import type { LayerInfo } from "@snnkit/recording";
import type { Network } from "@snnkit/sim";
import type { Interrupt } from "../io/interrupt.ts";
import { Interrupted } from "../user_error.ts";
import { singleEngine } from "./engines.ts";
import type { Job } from "./job.ts";
import { isDense, type OpenedEngine } from "./open_engine.ts";
import type { KnownRecords } from "./resume_file.ts";
import { createResumeWriter } from "./resume_writer.ts";
import { runIdentity } from "./run_identity.ts";
import { simulateAll, type Simulated, type SimulationListener } from "./simulate_all.ts";
import { simulateDensely } from "./simulate_densely.ts";

/**
 * As {@linkcode simulateAll}; where the job has a folder, an interrupted simulation leaves its
 * records there. They are not kept in memory.
 *
 * @param known What an interrupted run has recorded of the first samples.
 * @param opened A simulator for the sample after those; of so many first samples the spikes of every
 * neuron are kept.
 * @throws {Interrupted} Where the user stopped it, saying what was written.
 */
export async function simulateResumably(
  network: Network,
  job: Job,
  known: KnownRecords | undefined,
  opened: { readonly first: OpenedEngine; readonly detailed: number },
  interrupt: Interrupt,
  listener: SimulationListener,
): Promise<Simulated> {
  const { data, out, timesteps } = job;
  const { first } = opened;
  const start = known?.count ?? 0;
  let layers: readonly LayerInfo[] = [];
  let done = start;
  // Without a folder nobody will ask for the records again.
  const writer = out === undefined ? undefined : createResumeWriter({
    folder: out,
    identity: runIdentity(job, first.engine),
    known,
    timesteps,
    layers: () => layers,
  });
  try {
    const settings = { ...job, engine: singleEngine(job.engine), start, ...opened };
    const simulate = (all: SimulationListener): Promise<Simulated> =>
      isDense(first)
        ? simulateDensely(network, data, { ...settings, first }, interrupt, all)
        : simulateAll(network, data, { ...settings, first }, interrupt, all);
    const simulated = await simulate({
      begin: (found) => {
        layers = found;
        listener.begin(found);
        let index = 0;
        for (const record of known?.records() ?? []) listener.record(record, index++);
      },
      record: (record, index) => {
        writer?.add(record);
        done = index + 1;
        listener.record(record, index);
      },
    });
    writer?.drop();
    return simulated;
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      writer?.drop();
      throw error;
    }
    const far = `Interrupted after ${done} of ${data.count} samples`;
    if (writer === undefined) throw new Interrupted(`${far}; nothing was written`);
    const path = writer.keep();
    throw new Interrupted(`${far}; "${path}" holds them, give the same command with --resume`);
  }
}
