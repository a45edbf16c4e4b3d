import type { LayerInfo, Recording, SampleRecord } from "@snnkit/recording";
import type { Network } from "@snnkit/sim";
import type { Interrupt } from "../io/interrupt.ts";
import { Interrupted } from "../user_error.ts";
import type { Job } from "./job.ts";
import { writeResumeFile } from "./resume_file.ts";
import { runIdentity } from "./run_identity.ts";
import { simulateAll, type Simulated, type SimulationListener } from "./simulate_all.ts";

/**
 * As {@linkcode simulateAll}; where the job has a folder, an interrupted simulation leaves its
 * records there.
 *
 * @param known What an interrupted run has recorded of the first samples.
 * @param detailed Of so many first samples the spikes of every neuron are kept.
 * @throws {Interrupted} Where the user stopped it, saying what was written.
 */
export async function simulateResumably(
  network: Network,
  job: Job,
  known: Recording | undefined,
  detailed: number,
  interrupt: Interrupt,
  listener: SimulationListener,
): Promise<Simulated> {
  const { data, out, timesteps } = job;
  const samples: SampleRecord[] = [...known?.samples ?? []];
  const start = samples.length;
  let layers: readonly LayerInfo[] = [];
  let done = start;
  try {
    return await simulateAll(network, data, { ...job, start, detailed }, interrupt, {
      begin: (found) => {
        layers = found;
        listener.begin(found);
        samples.forEach(listener.record);
      },
      record: (record, index) => {
        // Without a folder nobody will ask for them again.
        if (out !== undefined) samples.push(record);
        done = index + 1;
        listener.record(record, index);
      },
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const far = `Interrupted after ${done} of ${data.count} samples`;
    if (out === undefined) throw new Interrupted(`${far}; nothing was written`);
    const path = await writeResumeFile(out, runIdentity(job), { timesteps, layers, samples });
    throw new Interrupted(`${far}; "${path}" holds them, give the same command with --resume`);
  }
}
