import { type Dataset, formatDataSpec, parseDataSpec } from "@snnkit/datasets";
import { readData } from "../io/read_data.ts";
import type { AnnModel } from "../io/read_model.ts";
import type { Parsed } from "../options.ts";
import { UserError } from "../user_error.ts";
import { checkShape } from "./check_fit.ts";
import { preprocessingOf } from "./preprocessing.ts";

/** What activations are measured on. */
export interface Calibration {
  /** The samples; their labels are not used. */
  readonly data: Dataset;
  /** The word that names them, in full. */
  readonly word: string;
}

/** Which samples of a data set are taken. */
export interface Range {
  /** The first, from 0. */
  readonly offset: number;
  /** How many at most. */
  readonly limit: number;
}

/** Reads the calibration data that an ONNX model needs. */
export async function readCalibration(
  model: AnnModel,
  options: Parsed,
  range: Range,
): Promise<Calibration> {
  const word = options.text("calibrate");
  if (word === undefined) {
    throw new UserError(
      `Cannot convert "${model.name}" as --calibrate must name samples to measure activations on`,
      "give training images, e.g. --calibrate mnist:train; labels are not used",
    );
  }
  const data = await readData(word, { ...preprocessingOf(options), ...range });
  checkShape(model.graph, data, word);
  return { data, word: fullWord(word) };
}

/** A data word in full, e.g. `mnist:test` for `mnist`. */
export function fullWord(word: string): string {
  return formatDataSpec(parseDataSpec(word));
}
