import { encodeSnn } from "@snnkit/ir";
import { listenForInterrupt } from "../io/interrupt.ts";
import { readModel } from "../io/read_model.ts";
import { formatCount, formatSeconds, say } from "../io/terminal.ts";
import { checkWritable, writeWhole } from "../io/write_file.ts";
import { convertModel } from "../pipeline/convert_model.ts";
import { defaultThreads, readCalibration, recipeOptionsOf, refuseAbsent } from "../pipeline/job.ts";
import { presentFindings } from "../present/present_findings.ts";
import { COMMON, CONVERSION, formatDataForms, PREPROCESSING } from "../settings.ts";
import { Interrupted, UserError } from "../user_error.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn convert`: an ONNX file becomes an `.snn` file. */
export const convertCommand: Command = {
  name: "convert",
  usage: "convert MODEL --calibrate DATA -o FILE.snn",
  summary: "convert a trained network into a spiking one",
  description: "Converts the network of an .onnx file with the named recipe and writes the spiking " +
    "network, with\nthe trained one beside it for comparison, into a file that `snn run` takes.",
  options: {
    ...CONVERSION,
    ...PREPROCESSING,
    output: { value: "FILE.snn", help: "the file to write" },
    json: { help: "print one JSON object instead of text" },
    ...COMMON,
  },
  notes: formatDataForms(),
  run: async (options) => {
    const path = modelPath("convert", options);
    const output = options.text("output");
    if (output === undefined) {
      throw new UserError("Cannot convert as -o must name the file to write", "e.g. -o net.snn");
    }
    if (!output.endsWith(".snn")) {
      throw new UserError(`Cannot write "${output}" as the file's name must end in .snn`);
    }
    refuseAbsent(options);
    await checkWritable(output);
    const model = await readModel(path);
    if (model.kind !== "ann") {
      throw new UserError(`Cannot convert "${model.name}" as it is a spiking network already`);
    }
    const { calibration, calibrationWord } = await readCalibration(model, options);
    const recipe = options.text("recipe") ?? "";
    const interrupt = listenForInterrupt();
    const began = performance.now();
    try {
      const { graph, findings } = await convertModel(model.graph, calibration, {
        recipe,
        options: recipeOptionsOf(options),
        threads: defaultThreads(),
        signal: interrupt.signal,
      });
      if (interrupt.signal.aborted) throw new Interrupted("Interrupted; nothing was written");
      const provenance = {
        generator: "snnkit",
        model: model.name,
        recipe,
        options: JSON.stringify(recipeOptionsOf(options)),
        calibration: calibrationWord,
        calibrationSamples: String(calibration.count),
        timesteps: options.text("timesteps") ?? "",
        findings: JSON.stringify(findings),
      };
      const bytes = encodeSnn({ graph, ann: model.graph, provenance });
      await writeWhole(output, bytes);
      const seconds = (performance.now() - began) / 1000;
      const all = [...model.findings, ...findings];
      if (options.has("json")) {
        say(JSON.stringify({
          model: model.name,
          recipe,
          output,
          bytes: bytes.length,
          nodes: graph.nodes.length,
          calibrationSamples: calibration.count,
          seconds,
          findings: all,
        }));
      } else {
        say(`${model.name} → ${output}`);
        say(
          `  recipe ${recipe}, ${calibration.count} calibration samples, ` +
            `${graph.nodes.length} nodes, ${formatCount(bytes.length)}B, ${formatSeconds(seconds)}`,
        );
        for (const line of presentFindings(all)) say(`  ${line}`);
        say(`  next: snn run ${output} --data DATA`);
      }
      return 0;
    } catch (error) {
      if (error instanceof Interrupted) throw new Interrupted("Interrupted; nothing was written");
      throw error;
    } finally {
      interrupt.dispose();
    }
  },
};
