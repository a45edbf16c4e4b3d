import type { Preprocessing } from "@snnkit/datasets";
import type { Finding } from "@snnkit/ir";
import type { Disturbance, Ticks } from "@snnkit/sim-ttfs";
import type { Interrupt } from "../io/interrupt.ts";
import { type Data, readData } from "../io/read_data.ts";
import type { AnnModel } from "../io/read_model.ts";
import { checkFolder } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { checkEnds, checkShape, labelsFor } from "../pipeline/check_fit.ts";
import { type Compression, compressionOf } from "../pipeline/compress_graph.ts";
import { preprocessingFindings, preprocessingOf } from "../pipeline/preprocessing.ts";
import { type Calibration, fullWord, readCalibration } from "../pipeline/read_calibration.ts";
import { type ChosenRecipe, chosenTtfsRecipe } from "../pipeline/recipe_options.ts";
import { UserError } from "../user_error.ts";
import { readTtfsModel, type TtfsModel } from "./read_ttfs_model.ts";

/** Which simulator. */
export type TtfsEngine = "event" | "dense" | "reference";

/** Everything that a run of first spikes needs, read and checked before any work begins. */
export interface TtfsJob {
  /** The trained or spiking network. */
  readonly model: AnnModel | TtfsModel;
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
  /** How the model is converted; absent where it is already. */
  readonly recipe: ChosenRecipe | undefined;
  /** How few bits the trained network is given before. */
  readonly compression: Compression;
  /** The clock; absent where neurons spike at any time. */
  readonly ticks: Ticks | undefined;
  /** What goes wrong on purpose. */
  readonly disturbance: Required<Disturbance>;
  /** How samples are prepared. */
  readonly preprocessing: Preprocessing;
  /** Which simulator. */
  readonly engine: TtfsEngine;
  /** Samples in one call of ONNX Runtime. */
  readonly batch: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** Where files go; absent where none are wanted. */
  readonly out: string | undefined;
  /** What reading model and data had to say. */
  readonly findings: readonly Finding[];
}

/** Reads and checks what the options of `snn run --code ttfs` name. */
export async function readTtfsJob(
  modelPath: string,
  options: Parsed,
  interrupt: Interrupt,
): Promise<TtfsJob> {
  const dataWord = options.text("data");
  if (dataWord === undefined) {
    throw new UserError(
      "Cannot run a network as --data must name samples with labels",
      "e.g. --data mnist:test; see `snn run -h` for what DATA can be",
    );
  }
  const out = options.text("out");
  if (out !== undefined) await checkFolder(out);
  const model = await readTtfsModel(modelPath);
  const recipe = model.kind === "ttfs" ? undefined : chosenTtfsRecipe(options);
  checkEnds(model.graph);
  const settings = simulationOf(model, options, recipe);
  await interrupt.checkpoint();
  const preprocessing = preprocessingOf(options);
  const offset = options.number("offset") ?? 0;
  const limit = options.number("limit");
  const data = await readData(dataWord, {
    ...preprocessing,
    offset,
    ...(limit !== undefined && { limit }),
  });
  await interrupt.checkpoint();
  checkShape(model.graph, data, dataWord);
  const labels = labelsFor(model.graph, data, dataWord);
  const calibration = model.kind === "ttfs" ? undefined : await readCalibration(model, options, {
    offset: 0,
    limit: options.number("calibrate-limit") ?? 1000,
  });
  await interrupt.checkpoint();
  return {
    model,
    data,
    labels,
    dataWord: fullWord(dataWord),
    offset,
    calibration,
    recipe,
    compression: compressionOf(options),
    preprocessing,
    ...settings,
    batch: options.number("batch") ?? 64,
    out,
    findings: findingsOf(model, data, calibration, fullWord(dataWord), preprocessing),
  };
}

function simulationOf(
  model: AnnModel | TtfsModel,
  options: Parsed,
  recipe: ChosenRecipe | undefined,
): Pick<TtfsJob, "ticks" | "disturbance" | "engine" | "seed"> {
  const steps = options.number("timesteps");
  const rounding = options.text("tick-rounding") as "nearest" | "next";
  const seed = options.number("seed") ?? 0;
  const engine = options.text("engine") === "auto" ? "event" : options.text("engine") as TtfsEngine;
  const [jitter, missing] = [options.number("jitter") ?? 0, options.number("missing") ?? 0];
  const hasWindows = model.kind === "ttfs"
    ? model.graph.nodes.every(({ op }) => op.kind !== "fireFirst")
    : recipe?.name === "ttfs-exact";
  const isDisturbed = jitter > 0 || missing > 0;
  if (!hasWindows && (steps !== undefined || isDisturbed || engine !== "event")) {
    throw new UserError(
      `Cannot run "${model.name}" as its neurons have no windows: ticks, disturbances and other ` +
        `engines than event need some`,
      "give --recipe ttfs-exact, or leave these options out",
    );
  }
  if (engine === "dense" && isDisturbed) {
    throw new UserError(
      "Cannot disturb spikes in the dense engine as its matrix products know none",
      "give --engine event",
    );
  }
  return {
    ticks: steps === undefined ? undefined : { steps, rounding },
    disturbance: { jitter, missing, seed },
    engine,
    seed,
  };
}

function findingsOf(
  model: AnnModel | TtfsModel,
  data: Data,
  calibration: Calibration | undefined,
  dataWord: string,
  preprocessing: Preprocessing,
): Finding[] {
  const own: readonly Finding[] = model.kind === "ann"
    ? model.findings
    : model.ann === undefined
    ? [{
      code: "ann-missing",
      message: `"${model.name}" holds no trained network, so its accuracy is reported as 0`,
    }]
    : preprocessingFindings(model.name, model.provenance.preprocessing, preprocessing);
  return [
    ...data.findings,
    ...calibration?.data.findings ?? [],
    ...own,
    ...calibration?.word === dataWord
      ? [{
        code: "calibrated-on-test-data",
        message: `Samples of "${dataWord}" are used to calibrate and to measure accuracy, which ` +
          `may flatter the result`,
      }]
      : [],
  ];
}
