import { columns, say } from "../io/terminal.ts";
import type { Interrupt } from "../io/interrupt.ts";
import type { Parsed } from "../options.ts";
import { presentRun } from "../present/present_run.ts";
import { explainRamps, presentRamps } from "./explain_ramps.ts";
import { presentTtfs, presentWindows } from "./present_ttfs.ts";
import { runTtfs } from "./run_ttfs.ts";
import { readTtfsJob } from "./ttfs_job.ts";
import { writeTtfsResults } from "./write_ttfs_results.ts";

/** `snn run --code ttfs`: the trained network and the one of first spikes on the same samples. */
export async function runFirstSpikes(
  path: string,
  options: Parsed,
  interrupt: Interrupt,
): Promise<number> {
  const began = performance.now();
  const job = await readTtfsJob(path, options, interrupt);
  const result = await runTtfs(job, (performance.now() - began) / 1000, interrupt);
  const { summary, annDecisions, graph, prepared } = result;
  const hasWindows = summary.ttfs.duration > 0;
  const ramps = options.has("explain") && !hasWindows && prepared
    ? await explainRamps(job, graph, prepared, options.number("explain-limit") ?? 64, interrupt)
    : undefined;
  const written = job.out === undefined ? [] : await writeTtfsResults(job.out, job, result);
  if (options.has("json")) {
    say(JSON.stringify({ ...summary, ...ramps && { explain: ramps } }));
    return 0;
  }
  const compared = annDecisions.every((decision) => decision >= 0);
  say(presentRun({ summary, compared, written, columns: columns() }));
  say(`\n${presentTtfs(summary)}`);
  if (options.has("explain") && hasWindows) say(`\n${presentWindows(summary)}`);
  if (ramps && ramps.layers.length > 0) say(`\n${presentRamps(ramps)}`);
  return 0;
}
