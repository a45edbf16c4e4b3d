import type { OptionValues } from "@snnkit/convert";
import {
  drawReport,
  type ErrorReport,
  type Example,
  type ReportData,
  type Setting,
} from "@snnkit/report";
import { formatStopRule } from "@snnkit/sim";
import { returnMemory } from "../io/spare_memory.ts";
import { ensureFolder, writeWhole } from "../io/write_file.ts";
import type { Explanation } from "./explain_run.ts";
import type { Job } from "./job.ts";
import { preprocessingSettings } from "./preprocessing.ts";
import { runDocument, type RunExtras } from "./profile_run.ts";
import { removeResumeFile } from "./resume_file.ts";
import type { RunResult } from "./run_job.ts";

/** Samples to look at. */
const SHOWN = 12;

/** Of those, so many at most on which the networks disagree. */
const DISAGREEING = 4;

/** Writes run.json, report.html and the charts; returns what was written, the report first. */
export async function writeResults(
  folder: string,
  job: Job,
  result: RunResult,
  extras: RunExtras = {},
): Promise<string[]> {
  const { explanation } = extras;
  const { summary, metrics } = result;
  const report: ReportData = {
    summary,
    data: job.dataWord,
    layers: metrics.layers,
    confusion: metrics.confusion,
    correlations: result.correlations,
    ...explanation && { errors: errorReportOf(explanation) },
    ...(job.data.classNames && { classNames: job.data.classNames }),
    examples: examplesOf(job, result),
    settings: settingsOf(job, summary.recipeOptions),
  };
  returnMemory();
  // All is drawn before anything is written.
  const { page, charts } = await drawReport(report);
  await ensureFolder(`${folder}/charts`);
  for (const { name, svg } of charts) await writeWhole(`${folder}/charts/${name}.svg`, svg);
  await writeWhole(`${folder}/report.html`, page);
  await writeWhole(
    `${folder}/run.json`,
    `${JSON.stringify(runDocument(summary, extras), null, 2)}\n`,
  );
  // Only now is nothing lost without it.
  await removeResumeFile(folder);
  return [`${folder}/report.html`, `${folder}/run.json`, `${folder}/charts/`];
}

function errorReportOf({ samples, layers, trial, findings }: Explanation): ErrorReport {
  const words = findings.map(({ message }) => message);
  return { samples, layers, words, ...trial && { trial } };
}

/** Some samples to look at: those that the networks disagree on first, then the first ones. */
export function examplesOf(
  job: Pick<Job, "data" | "labels">,
  { annDecisions, snnDecisions }: Pick<RunResult, "annDecisions" | "snnDecisions">,
): Example[] {
  const all = [...annDecisions.keys()];
  const wrong = all.filter((i) => annDecisions[i] !== snnDecisions[i]).slice(0, DISAGREEING);
  const chosen = [...new Set([...wrong, ...all.slice(0, SHOWN)])].slice(0, SHOWN);
  return chosen.sort((a, b) => a - b).flatMap((i) => {
    const picture = job.data.pictureAt(i);
    if (picture === undefined) return [];
    return [{ picture, label: job.labels[i], ann: annDecisions[i], snn: snnDecisions[i] }];
  });
}

function settingsOf(
  { calibration, offset, preprocessing, readout, stop }: Job,
  recipeOptions: OptionValues = {},
): Setting[] {
  return [
    { name: "First sample", value: String(offset) },
    { name: "Read-out", value: readout },
    { name: "Stop rule", value: formatStopRule(stop) },
    ...preprocessingSettings(preprocessing),
    ...calibration
      ? [{ name: "Calibration", value: `${calibration.word}, ${calibration.data.count} samples` }]
      : [],
    ...Object.entries(recipeOptions).map(([name, value]) => ({
      name: `Recipe option ${name}`,
      value: String(value),
    })),
    { name: "Written", value: new Date().toISOString().slice(0, 16).replace("T", " ") },
  ];
}
