import type { Example, ReportData, Setting } from "@snnkit/report";
import {
  accuracyChart,
  confusionChart,
  correlationChart,
  operationsChart,
  renderReport,
  renderSvg,
  spikesChart,
} from "@snnkit/report";
import { ensureFolder, writeWhole } from "../io/write_file.ts";
import { correlate } from "./correlate.ts";
import type { Job } from "./job.ts";
import type { RunResult } from "./run_job.ts";

/** Writes run.json, report.html and the charts; returns what was written, the report first. */
export async function writeResults(folder: string, job: Job, result: RunResult): Promise<string[]> {
  await ensureFolder(`${folder}/charts`);
  const { summary, metrics } = result;
  const correlations = await correlate(job, result);
  const report: ReportData = {
    summary,
    data: job.dataWord,
    layers: metrics.layers,
    confusion: metrics.confusion,
    correlations,
    ...(job.data.classNames && { classNames: job.data.classNames }),
    examples: examplesOf(job, result),
    settings: settingsOf(job),
  };
  await writeWhole(`${folder}/report.html`, await renderReport(report));
  await writeWhole(`${folder}/run.json`, `${JSON.stringify(summary, null, 2)}\n`);
  const charts: readonly (readonly [string, Parameters<typeof renderSvg>[0]])[] = [
    ["accuracy", accuracyChart(summary)],
    ["operations", operationsChart(summary)],
    ["spikes", spikesChart(metrics.layers)],
    ["confusion", confusionChart(metrics.confusion, job.data.classNames)],
    ...correlations.map((layer, at) => [`rates-${at}`, correlationChart(layer)] as const),
  ];
  for (const [name, spec] of charts) {
    await writeWhole(`${folder}/charts/${name}.svg`, await renderSvg(spec));
  }
  return [`${folder}/report.html`, `${folder}/run.json`, `${folder}/charts/`];
}

/** Some samples to look at: those that the networks disagree on first, then the first ones. */
function examplesOf(job: Job, { annDecisions, snnDecisions }: RunResult): Example[] {
  const all = [...annDecisions.keys()];
  const wrong = all.filter((i) => annDecisions[i] !== snnDecisions[i]);
  const chosen = [...new Set([...wrong.slice(0, 4), ...all])].slice(0, 12);
  return chosen.sort((a, b) => a - b).flatMap((i) => {
    const picture = job.data.pictureAt(i);
    if (picture === undefined) return [];
    return [{ picture, label: job.labels[i], ann: annDecisions[i], snn: snnDecisions[i] }];
  });
}

function settingsOf(job: Job): Setting[] {
  const { preprocessing, calibration, calibrationWord, recipeOptions } = job;
  const { scale = 1 / 255, mean, std, channels, offset = 0 } = preprocessing;
  const rows: Setting[] = [
    { name: "First sample", value: String(offset) },
    { name: "Read-out", value: job.readout },
    { name: "Scale", value: String(Number(scale.toPrecision(6))) },
  ];
  if (mean) rows.push({ name: "Mean", value: mean.join(", ") });
  if (std) rows.push({ name: "Standard deviation", value: std.join(", ") });
  if (channels === "bgr") rows.push({ name: "Channels", value: "blue, green, red" });
  if (calibration && calibrationWord) {
    rows.push({ name: "Calibration", value: `${calibrationWord}, ${calibration.count} samples` });
  }
  for (const [name, value] of Object.entries(recipeOptions)) {
    rows.push({ name: `Recipe option ${name}`, value: String(value) });
  }
  rows.push({ name: "Written", value: new Date().toISOString().slice(0, 16).replace("T", " ") });
  return rows;
}
