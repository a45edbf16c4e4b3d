import type { Preprocessing } from "@snnkit/datasets";
import type { Interrupt } from "../io/interrupt.ts";
import { type Data, readData } from "../io/read_data.ts";
import type { AnnModel } from "../io/read_model.ts";
import type { Parsed } from "../options.ts";
import { UserError } from "../user_error.ts";
import { type AnyGraph, checkShape, labelsFor } from "./check_fit.ts";
import { preprocessingOf } from "./preprocessing.ts";
import { type Calibration, fullWord, readCalibration } from "./read_calibration.ts";

/** The samples of a run, whatever its code. */
export interface JobSamples {
  /** What is run. */
  readonly data: Data;
  /** The class of each sample. */
  readonly labels: Int32Array;
  /** The word that named the data, in full. */
  readonly dataWord: string;
  /** Number of the first sample in its file. */
  readonly offset: number;
  /** What activations are measured on; absent for a network that is already converted. */
  readonly calibration: Calibration | undefined;
  /** How samples are prepared. */
  readonly preprocessing: Preprocessing;
}

/** The word of --data, which a run cannot do without. */
export function dataWordOf(options: Parsed): string {
  const word = options.text("data");
  if (word !== undefined) return word;
  throw new UserError(
    "Cannot run a network as --data must name samples with labels",
    "e.g. --data mnist:test; see `snn run -h` for what DATA can be",
  );
}

/**
 * Reads the samples that the options of `snn run` name, and checks that they fit.
 *
 * @param graph What they are run through.
 * @param unconverted The model, where activations must be measured to convert it.
 */
export async function readSamples(
  graph: AnyGraph,
  unconverted: AnnModel | undefined,
  options: Parsed,
  interrupt: Interrupt,
): Promise<JobSamples> {
  const word = dataWordOf(options);
  await interrupt.checkpoint();
  const preprocessing = preprocessingOf(options);
  const offset = options.number("offset") ?? 0;
  const limit = options.number("limit");
  const data = await readData(word, {
    ...preprocessing,
    offset,
    ...(limit !== undefined && { limit }),
  });
  await interrupt.checkpoint();
  checkShape(graph, data, word);
  const labels = labelsFor(graph, data, word);
  const calibration = unconverted && await readCalibration(unconverted, options, {
    offset: 0,
    limit: options.number("calibrate-limit") ?? 1000,
  });
  await interrupt.checkpoint();
  return { data, labels, dataWord: fullWord(word), offset, calibration, preprocessing };
}
