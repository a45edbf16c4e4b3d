import { recipeByName, resolveOptions } from "@snnkit/convert";
import { countMacs } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { type Compared, compareNetworks } from "../apps/cli/conformance/_compare_networks.ts";
import { type RealModel, samplesFor } from "../apps/cli/conformance/_real_models.ts";
import { sharedData } from "../apps/cli/conformance/_shared_data.ts";
import { convertModel } from "../apps/cli/pipeline/convert_model.ts";

/** How a network is converted and measured. */
export interface MeasureOptions {
  /** The recipe's name. */
  readonly recipe: string;
  /** Given to recipes that can choose. */
  readonly neuron: "signed" | "unsigned";
  /** T. */
  readonly timesteps: number;
  /** Test samples at most. */
  readonly limit?: number | undefined;
  /** Whether test samples calibrate, and training samples are tested; not unless given. */
  readonly swapped?: boolean;
}

/** What came of it. */
export interface Measured extends Compared {
  /** Multiply-adds of the trained network. */
  readonly annMacs: number;
  /** What the conversion took. */
  readonly seconds: number;
}

/** Test samples of each kind of data at most. */
const LIMITS = { mnist: 2000, nmnist: 300, cifar10: 509, imagenet: 50 } as const;

/** Converts a real network on some samples and compares it on others. */
export async function measureNetwork(
  model: RealModel,
  { recipe, neuron, timesteps, limit = Infinity, swapped = false }: MeasureOptions,
): Promise<Measured> {
  const { name, data } = model;
  const { graph } = importOnnx(sharedData(`models/${name}.onnx`).read(), { name });
  const known = recipeByName(recipe);
  const given = Object.entries({ neuron, timesteps })
    .filter(([option]) => known.options.some((its) => its.name === option));
  const options = resolveOptions(known, Object.fromEntries(given));
  const searched = known.options.filter((option) => option.searched).map((option) => option.name);
  const [train, test] = swapped ? ["test", "train"] as const : ["train", "test"] as const;
  const samples = samplesFor(model, train, 1000);
  const began = performance.now();
  const converted = await convertModel(graph, samples, {
    recipe: { name: recipe, options, searched },
    timesteps,
    signal: new AbortController().signal,
  });
  const seconds = (performance.now() - began) / 1000;
  const tested = samplesFor(model, test, Math.min(limit, LIMITS[data]));
  const compared = await compareNetworks(converted, tested, timesteps);
  return { ...compared, annMacs: countMacs(graph).total, seconds };
}
