import { drawReport, type ReportData, type Setting } from "@snnkit/report";
import { ensureFolder, writeWhole } from "../io/write_file.ts";
import { preprocessingSettings } from "../pipeline/preprocessing.ts";
import { examplesOf } from "../pipeline/write_results.ts";
import type { TtfsResult } from "./run_ttfs.ts";
import type { TtfsJob } from "./ttfs_job.ts";

/** Writes run.json, report.html and the charts; returns what was written, the report first. */
export async function writeTtfsResults(
  folder: string,
  job: TtfsJob,
  result: TtfsResult,
): Promise<string[]> {
  const { summary, metrics, spikeTimes } = result;
  const report: ReportData = {
    summary,
    data: job.dataWord,
    layers: metrics.run.layers,
    confusion: metrics.run.confusion,
    ...spikeTimes && { spikeTimes },
    ...(job.data.classNames && { classNames: job.data.classNames }),
    examples: examplesOf(job, result),
    settings: settingsOf(job),
  };
  // All is drawn before anything is written.
  const { page, charts } = await drawReport(report);
  await ensureFolder(`${folder}/charts`);
  for (const { name, svg } of charts) await writeWhole(`${folder}/charts/${name}.svg`, svg);
  await writeWhole(`${folder}/report.html`, page);
  await writeWhole(`${folder}/run.json`, `${JSON.stringify(summary, null, 2)}\n`);
  return [`${folder}/report.html`, `${folder}/run.json`, `${folder}/charts/`];
}

function settingsOf(job: TtfsJob): Setting[] {
  const { offset, ticks, disturbance, preprocessing, calibration, recipe } = job;
  return [
    { name: "First sample", value: String(offset) },
    { name: "Ticks of a window", value: ticks ? `${ticks.steps}, ${ticks.rounding}` : "any time" },
    { name: "Jitter", value: String(disturbance.jitter) },
    { name: "Missing spikes", value: String(disturbance.missing) },
    ...preprocessingSettings(preprocessing),
    ...calibration
      ? [{ name: "Calibration", value: `${calibration.word}, ${calibration.data.count} samples` }]
      : [],
    ...Object.entries(recipe?.options ?? {}).map(([name, value]) => ({
      name: `Recipe option ${name}`,
      value: String(value),
    })),
    { name: "Written", value: new Date().toISOString().slice(0, 16).replace("T", " ") },
  ];
}
