import { DEFAULT_RECIPE } from "@snnkit/convert";
import { type Dataset, formatDataSpec, parseDataSpec, type Preprocessing } from "@snnkit/datasets";
import type { Readout } from "@snnkit/sim";
import type { RateEngine } from "@snnkit/sim-rate";
import { type Data, preprocessingOf, readData } from "../io/read_data.ts";
import { type Model, readModel } from "../io/read_model.ts";
import { ensureFolder } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { UserError } from "../user_error.ts";
import { checkShape, labelsFor } from "./check_fit.ts";

/** Everything that one run needs, read and checked before any work begins. */
export interface Job {
  /** The trained or spiking network. */
  readonly model: Model;
  /** What is run. */
  readonly data: Data;
  /** The class of each sample. */
  readonly labels: Int32Array;
  /** The word that named the data. */
  readonly dataWord: string;
  /** What activations are measured on; absent for a network that is already converted. */
  readonly calibration: Dataset | undefined;
  /** The word that named the calibration data. */
  readonly calibrationWord: string | undefined;
  /** Name of the recipe. */
  readonly recipe: string;
  /** The recipe's options. */
  readonly recipeOptions: Readonly<Record<string, string | number>>;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** How the class is read. */
  readonly readout: Readout;
  /** How samples are prepared, for reports. */
  readonly preprocessing: Preprocessing;
  /** Which simulator. */
  readonly engine: RateEngine;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
  /** Samples in one call of ONNX Runtime. */
  readonly batch: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** Where files go; absent where none are wanted. */
  readonly out: string | undefined;
  /** Whether to go on from what an interrupted run left. */
  readonly resume: boolean;
}

/** Reads and checks what the options of `snn run` name; all errors come before any work. */
export async function readJob(modelPath: string, options: Parsed): Promise<Job> {
  refuseAbsent(options);
  const dataWord = options.text("data");
  if (dataWord === undefined) {
    throw new UserError("Cannot run a network as --data must say on what", "see `snn run -h`");
  }
  const out = options.text("out");
  if (options.has("resume") && out === undefined) {
    throw new UserError("Cannot resume as --out must name the folder of the interrupted run");
  }
  if (out !== undefined) await ensureFolder(out);
  const model = await readModel(modelPath);
  const preprocessing = preprocessingOf(options);
  const data = await readData(dataWord, preprocessing);
  checkShape(model.graph, data, dataWord);
  const labels = labelsFor(model.graph, data, dataWord);
  const { calibration, calibrationWord } = model.kind === "rate"
    ? { calibration: undefined, calibrationWord: undefined }
    : await readCalibration(model, options);
  return {
    model,
    data,
    labels,
    dataWord: wordOf(dataWord),
    calibration,
    calibrationWord,
    recipe: options.text("recipe") ?? DEFAULT_RECIPE,
    recipeOptions: recipeOptionsOf(options),
    timesteps: options.number("timesteps") ?? 256,
    preprocessing,
    readout: (options.text("readout") ?? "membrane") as Readout,
    engine: options.text("engine") === "reference" ? "reference" : "event",
    threads: options.number("threads") ?? defaultThreads(),
    batch: options.number("batch") ?? 64,
    seed: options.number("seed") ?? 0,
    out,
    resume: options.has("resume"),
  };
}

/** Reads the calibration data that an ONNX model needs. */
export async function readCalibration(
  model: Model,
  options: Parsed,
): Promise<{ calibration: Dataset; calibrationWord: string }> {
  const word = options.text("calibrate");
  if (word === undefined) {
    throw new UserError(
      `Cannot convert "${model.name}" as --calibrate must name samples to measure activations on`,
      "give training images, e.g. --calibrate mnist:train; labels are not used",
    );
  }
  const limit = options.number("calibrate-limit") ?? 1000;
  const calibration = await readData(word, { ...preprocessingOf(options), offset: 0, limit });
  checkShape(model.graph, calibration, word);
  return { calibration, calibrationWord: wordOf(word) };
}

/** The options that go to the recipe, where the user gave them. */
export function recipeOptionsOf(options: Parsed): Readonly<Record<string, string | number>> {
  const percentile = options.number("percentile");
  const reset = options.text("reset");
  return { ...(percentile !== undefined && { percentile }), ...(reset && { reset }) };
}

/** Two threads where the machine has them: more do not make small networks faster. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(2, navigator.hardwareConcurrency));
}

/** The data word in full, e.g. `mnist:test` for `mnist`. */
function wordOf(word: string): string {
  return formatDataSpec(parseDataSpec(word));
}

/** Options whose values this version does not have yet are refused, never ignored. */
export function refuseAbsent(options: Parsed): void {
  const there: readonly (readonly [string, readonly string[]])[] = [
    ["code", ["rate"]],
    ["engine", ["auto", "event", "reference"]],
    ["precision", ["f32"]],
    ["neuron", ["unsigned"]],
    ["stop", ["none"]],
  ];
  const problems = there.flatMap(([name, values]) => {
    const value = options.text(name);
    if (value === undefined || values.includes(value)) return [];
    return [`--${name} ${value} (there is ${values.join(", ")})`];
  });
  if (problems.length > 0) {
    throw new UserError(`Cannot run with what this version does not have yet: ${problems.join("; ")}`);
  }
}
