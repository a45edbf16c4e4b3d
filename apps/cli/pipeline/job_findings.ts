import type { Finding } from "@snnkit/ir";
import type { AnnModel, RateModel } from "../io/read_model.ts";
import type { Parsed } from "../options.ts";
import { RECIPE_FLAGS } from "../settings.ts";
import type { Job } from "./job.ts";
import { classesOf } from "./check_fit.ts";
import { preprocessingFindings } from "./preprocessing.ts";
import { readingFindings } from "./reading.ts";
import type { JobSamples } from "./read_samples.ts";

/** Options that only mean something for a network that is still to be converted. */
const CONVERSION: readonly string[] = [
  "recipe",
  "calibrate",
  "calibrate-limit",
  "weight-bits",
  "activation-bits",
  ...RECIPE_FLAGS.map(({ name }) => name),
];

/** A network of either code, or one that is still to be converted. */
type AnyModel =
  | AnnModel
  | Pick<RateModel, "name" | "ann" | "provenance"> & { readonly kind: "rate" | "ttfs" };

/** What people should know of a job before they trust its numbers. */
export function jobFindings(job: Omit<Job, "findings">, options: Parsed): Finding[] {
  const { model, timesteps } = job;
  return [
    ...sampleFindings(model, job, options),
    ...model.kind === "ann" ? [] : timestepsFindings(model, timesteps),
    ...readingFindings(job, classesOf(model.graph)),
  ];
}

/** What of that a model and its samples say, whatever the code. */
export function sampleFindings(
  model: AnyModel,
  { data, dataWord, calibration, preprocessing }: JobSamples,
  options: Parsed,
): Finding[] {
  return [
    ...data.findings,
    ...calibration?.data.findings ?? [],
    ...model.kind === "ann" ? model.findings : [
      ...model.ann === undefined
        ? [{
          code: "ann-missing",
          message: `"${model.name}" holds no trained network, so its accuracy is reported as 0`,
        }]
        : [],
      ...ignored(model.name, CONVERSION.filter(options.has)),
      ...preprocessingFindings(model.name, model.provenance.preprocessing, preprocessing),
    ],
    ...calibration?.word === dataWord
      ? [{
        code: "calibrated-on-test-data",
        message: `Samples of "${dataWord}" are used to calibrate and to measure accuracy, which ` +
          `may flatter the result`,
      }]
      : [],
  ];
}

/** Some recipes correct a network for a number of steps. */
function timestepsFindings({ name, provenance }: RateModel, timesteps: number): Finding[] {
  const { options = "", searched = "", timesteps: meant } = provenance;
  const isMeant = options.includes('"timesteps"') || searched !== "";
  if (!isMeant || Number(meant) === timesteps) return [];
  return [{
    code: "timesteps-differ",
    message: `"${name}" was corrected for ${meant} time steps and runs for ${timesteps}`,
  }];
}

function ignored(model: string, options: readonly string[]): Finding[] {
  if (options.length === 0) return [];
  const list = options.map((name) => `--${name}`).join(", ");
  return [{
    code: "options-without-effect",
    message: `"${model}" is converted already, so ${list} ${
      options.length === 1 ? "has" : "have"
    } no effect`,
  }];
}
