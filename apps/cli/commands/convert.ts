import type { OptionValues } from "@snnkit/convert";
import type { Dataset } from "@snnkit/datasets";
import { type AnnGraph, encodeSnn, encodeTtfs, type Finding } from "@snnkit/ir";
import type { Interrupt } from "../io/interrupt.ts";
import { type AnnModel, readModel } from "../io/read_model.ts";
import { SEAL, seal } from "../io/seal.ts";
import { say } from "../io/terminal.ts";
import { checkFile, writeWhole } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { checkEnds } from "../pipeline/check_fit.ts";
import { compressGraph, compressionOf } from "../pipeline/compress_graph.ts";
import { convertModel } from "../pipeline/convert_model.ts";
import { preprocessingNote, preprocessingOf } from "../pipeline/preprocessing.ts";
import { readCalibration } from "../pipeline/read_calibration.ts";
import {
  type ChosenRecipe,
  chosenRecipe,
  chosenTtfsRecipe,
  stepsOf,
} from "../pipeline/recipe_options.ts";
import { formatCount, formatSeconds } from "../present/format.ts";
import { presentFindings } from "../present/present_findings.ts";
import { type Code, CONVERT_OPTIONS, formatNotes } from "../settings.ts";
import { codeOf } from "../ttfs/code_of.ts";
import { convertTtfsModel } from "../ttfs/convert_ttfs_model.ts";
import { UserError } from "../user_error.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn convert`: an ONNX file becomes an `.snn` file. */
export const convertCommand: Command = {
  name: "convert",
  usage: "convert MODEL --calibrate DATA -o FILE.snn",
  summary: "convert a trained network into a spiking one",
  description: "Converts the network of an .onnx file and writes the spiking network, with the " +
    "trained one beside it for comparison, into a file that `snn run` takes.",
  sections: CONVERT_OPTIONS,
  notes: formatNotes([
    "snn convert net.onnx --calibrate cifar10:data_batch_1.bin.gz -o net.snn \\\n" +
    "--mean .4914,.4822,.4465 --std .2470,.2435,.2616",
  ]),
  run: async (options, interrupt) => {
    const path = modelPath("convert", options);
    const output = await outputOf(options);
    const code = await codeOf(path, options);
    if (code === "ttfs") {
      chosenTtfsRecipe(options);
      if (options.has("timesteps")) {
        throw new UserError(
          "Cannot convert for a number of time steps as first spikes come at any time",
          "give --timesteps to `snn run`, as ticks of a window",
        );
      }
    } else chosenRecipe(options);
    const model = await readModel(path);
    if (model.kind === "rate") {
      throw new UserError(`Cannot convert "${model.name}" as it is a spiking network already`);
    }
    checkEnds(model.graph);
    await convert(model, code, output, options, interrupt);
    return 0;
  },
};

async function outputOf(options: Parsed): Promise<string> {
  const output = options.text("output");
  if (output === undefined) {
    throw new UserError("Cannot convert as -o must name the file to write", "e.g. -o net.snn");
  }
  if (!output.endsWith(".snn")) {
    throw new UserError(`Cannot write "${output}" as the file's name must end in .snn`);
  }
  await checkFile(output);
  return output;
}

async function convert(
  model: AnnModel,
  code: Code,
  output: string,
  options: Parsed,
  interrupt: Interrupt,
): Promise<void> {
  const limit = options.number("calibrate-limit") ?? options.number("limit") ?? 1000;
  const offset = options.number("offset") ?? 0;
  const calibration = await readCalibration(model, options, { offset, limit });
  await interrupt.checkpoint();
  const began = performance.now();
  const recipe = code === "ttfs" ? chosenTtfsRecipe(options) : chosenRecipe(options);
  const timesteps = options.number("timesteps") ?? stepsOf(recipe);
  const compression = compressionOf(options);
  const { signal } = interrupt;
  const compressed = await compressGraph(model.graph, calibration.data, compression, signal);
  const converted = await converterOf(code)(compressed.graph, calibration.data, {
    recipe,
    timesteps,
    signal,
  });
  const { options: used, findings, nodes } = converted;
  const all = [
    ...model.findings,
    ...calibration.data.findings,
    ...compressed.findings,
    ...findings,
  ];
  const bytes = converted.encode(compressed.graph, {
    generator: "snnkit",
    model: model.name,
    recipe: recipe.name,
    options: JSON.stringify(used),
    searched: (recipe.searched ?? []).join(","),
    calibration: calibration.word,
    calibrationSamples: String(calibration.data.count),
    preprocessing: preprocessingNote(preprocessingOf(options)),
    ...code === "rate" && { timesteps: String(timesteps) },
    findings: JSON.stringify(all),
    [SEAL.name]: SEAL.blank,
  });
  seal(bytes);
  await interrupt.checkpoint();
  await writeWhole(output, bytes);
  const seconds = (performance.now() - began) / 1000;
  const samples = calibration.data.count;
  if (options.has("json")) {
    say(JSON.stringify({
      model: model.name,
      recipe: recipe.name,
      recipeOptions: used,
      output,
      bytes: bytes.length,
      nodes,
      calibrationSamples: samples,
      seconds,
      findings: all,
    }));
    return;
  }
  say([
    `${model.name} → ${output}`,
    `  recipe ${recipe.name}, ${samples} calibration samples, ${nodes} nodes, ` +
    `${formatCount(bytes.length)}B, ${formatSeconds(seconds)}`,
    ...presentFindings(all).map((line) => `  ${line}`),
    `  next: snn run ${output} --data DATA`,
  ].join("\n"));
}

/** A spiking network of either code, to be written. */
interface ConvertedNetwork {
  /** The recipe's options, with what was searched in its place. */
  readonly options: OptionValues;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
  /** How many nodes it has. */
  readonly nodes: number;
  /** The network as an `.snn` file, with the trained one beside it. */
  readonly encode: (
    ann: AnnGraph,
    provenance: Readonly<Record<string, string>>,
  ) => Uint8Array<ArrayBuffer>;
}

type ConvertNetwork = (
  graph: AnnGraph,
  calibration: Dataset,
  settings: {
    readonly recipe: ChosenRecipe;
    readonly timesteps: number;
    readonly signal: AbortSignal;
  },
) => Promise<ConvertedNetwork>;

function converterOf(code: Code): ConvertNetwork {
  return code === "ttfs"
    ? async (ann, calibration, { recipe, signal }) => {
      const { graph, findings } = await convertTtfsModel(ann, calibration, recipe, signal);
      const encode: ConvertedNetwork["encode"] = (ann, provenance) =>
        encodeTtfs({ graph, ann, provenance });
      return { options: recipe.options, findings, nodes: graph.nodes.length, encode };
    }
    : async (ann, calibration, settings) => {
      const { graph, options, findings } = await convertModel(ann, calibration, settings);
      const encode: ConvertedNetwork["encode"] = (ann, provenance) =>
        encodeSnn({ graph, ann, provenance });
      return { options, findings, nodes: graph.nodes.length, encode };
    };
}
