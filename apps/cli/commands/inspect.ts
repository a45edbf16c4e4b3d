import { ConversionError, explainSpiking } from "@snnkit/convert";
import { readModel } from "../io/read_model.ts";
import { say } from "../io/terminal.ts";
import { annJson, presentAnn, presentSpiking, spikingJson } from "../present/present_model.ts";
import { INSPECT_OPTIONS } from "../settings.ts";
import { onInput } from "../user_error.ts";
import { heldCode } from "../ttfs/code_of.ts";
import { readTtfsModel } from "../ttfs/read_ttfs_model.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn inspect`: what a model is made of, and whether it can become a spiking network. */
export const inspectCommand: Command = {
  name: "inspect",
  usage: "inspect MODEL",
  summary: "show nodes, shapes, parameters and multiply-adds",
  description: "Shows what a model is made of. Ends with code 2 where a node cannot be imported, " +
    "or cannot become spiking; every such node is named with the reason.",
  sections: INSPECT_OPTIONS,
  run: async (options) => {
    const path = modelPath("inspect", options);
    const code = await heldCode(path);
    const model = code === "ttfs" ? await readTtfsModel(path) : await readModel(path);
    const json = options.has("json");
    if (model.kind !== "ann") {
      say(json ? JSON.stringify(spikingJson(model)) : presentSpiking(model));
      return 0;
    }
    const obstacles = onInput(model.name, () => explainSpiking(model.graph));
    say(json ? JSON.stringify(annJson(model, obstacles)) : presentAnn(model, obstacles));
    if (obstacles.length === 0) return 0;
    return onInput(model.name, () => {
      throw new ConversionError(model.graph.name, obstacles);
    });
  },
};
