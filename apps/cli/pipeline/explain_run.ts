import {
  chooseRemedies,
  errorFindings,
  type Remedy,
  type Setup,
  type Trial,
  type TrialSample,
  tryRemedies,
} from "@snnkit/calibrate";
import { prepareAnn, recipeByName, recipes, resolveOptions } from "@snnkit/convert";
import { batchAt } from "@snnkit/datasets";
import type { AnnGraph, Finding, RateGraph } from "@snnkit/ir";
import {
  createErrorDecomposition,
  type LayerErrors,
  planErrors,
  type RunSummary,
} from "@snnkit/metrics";
import type { RemedyTrial } from "@snnkit/report";
import { createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress, type Progress } from "../io/progress.ts";
import { MOST_TIMESTEPS } from "../settings.ts";
import { UserError } from "../user_error.ts";
import { askForRemedy } from "./ask_for_remedy.ts";
import { singleEngine } from "./engines.ts";
import type { Job } from "./job.ts";
import type { RunResult } from "./run_job.ts";

/** Where the errors of a run come from, and what helps. */
export interface Explanation {
  /** How many samples were looked at. */
  readonly samples: number;
  /** The parts of every layer's error. */
  readonly layers: readonly LayerErrors[];
  /** What was tried; absent where nothing was. */
  readonly trial?: RemedyTrial;
  /** The same in words. */
  readonly findings: readonly Finding[];
}

/** Where a recipe cannot be asked for signed neurons. */
const SIGNED_ELSEWHERE = "recipe calibrated has signed neurons";

/** What `--json` prints of a run and, where it was asked for, of its explanation. */
export function withExplanation(
  summary: RunSummary,
  explanation: Explanation | undefined,
): RunSummary & { readonly explain?: Omit<Explanation, "findings"> } {
  if (explanation === undefined) return summary;
  const { findings, ...explain } = explanation;
  return { ...summary, findings: [...summary.findings, ...findings], explain };
}

/** Fails where there is no trained network to compare with. */
export function checkExplainable({ model }: Job): void {
  if (model.kind === "ann" || model.ann !== undefined) return;
  throw new UserError(
    `Cannot explain "${model.name}" as it must hold the trained network that it was made of`,
    "`snn convert` writes files that do",
  );
}

/**
 * Looks at the errors of every layer on some of a run's samples, spread evenly, and tries what may
 * help: an .onnx file is converted again, an .snn file gets other neurons and more steps.
 *
 * @throws {Interrupted} Where the user stopped it.
 */
export async function explainRun(
  job: Job,
  result: RunResult,
  most: number,
  interrupt: Interrupt,
): Promise<Explanation> {
  const { data, labels } = job;
  const count = Math.min(most, data.count);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor(i * data.count / count));
  const { layers, logits } = await lookAt(job, result, chosen, interrupt);
  const setup = setupOf(result);
  const remedies = chooseRemedies(layers, setup, {
    converts: result.convert !== undefined,
    mostTimesteps: MOST_TIMESTEPS,
  });
  const samples = chosen.map((index, i): TrialSample => ({
    values: batchAt(data, index, 1),
    logits: logits[i],
    label: labels[index],
  }));
  const trial = remedies.length > 0
    ? await attempt(job, result, setup, remedies, samples, interrupt)
    : undefined;
  const converts = result.convert !== undefined;
  const ask = (remedy: Remedy): string | undefined => askForRemedy(remedy, setup, converts);
  const hint = (remedy: Remedy): string | undefined =>
    ask(remedy) ?? (remedy.change.signed ? SIGNED_ELSEWHERE : undefined);
  const findings = errorFindings(layers, { ...trial && { trial }, hint });
  if (trial === undefined) return { samples: count, layers, findings };
  const tried = trial.tried.map(({ remedy, helps, after }) => {
    const words = ask(remedy);
    return { title: remedy.title, ...words !== undefined && { ask: words }, helps, after };
  });
  return { samples: count, layers, trial: { ...trial, tried }, findings };
}

/** The errors of every layer, and the trained network's outputs for each sample. */
async function lookAt(
  job: Job,
  result: RunResult,
  chosen: readonly number[],
  interrupt: Interrupt,
): Promise<{ readonly layers: LayerErrors[]; readonly logits: readonly Float32Array[] }> {
  const { data, timesteps, seed } = job;
  const engine = singleEngine(job.engine);
  const ann = twinOf(job, result);
  const readout = job.readout === "count" ? "count" : "membrane";
  const plan = planErrors(result.graph, ann, { outputFires: readout === "count" });
  const options = { engine, timesteps, readout, seed, counts: true, potentials: true } as const;
  const simulator = await createRateSimulator(compileNetwork(plan.graph), options);
  const outputs = [...new Set([...plan.nodes, ...ann.outputs])];
  await using runner = await createAnnRunner(ann, { outputs });
  const meter = createErrorDecomposition(plan.layers, simulator.layers);
  const progress = createProgress("explaining", chosen.length);
  const logits: Float32Array[] = [];
  try {
    for (const [i, index] of chosen.entries()) {
      await interrupt.checkpoint();
      const sample = batchAt(data, index, 1);
      const found = await runner.runAll(sample);
      const values = new Map([...found].map(([id, { data }]) => [id, data]));
      meter.add(simulator.simulate(sample, index), values);
      logits.push(values.get(ann.outputs[0])!);
      progress.update(i + 1);
    }
  } finally {
    progress.finish();
    simulator.dispose();
  }
  return { layers: meter.result(), logits };
}

/** The trained network whose nodes the populations are named after; a file holds it as it came. */
function twinOf({ model }: Job, { ann }: RunResult): AnnGraph {
  if (ann === undefined) throw new Error("Unreachable: there is a trained network");
  if (model.kind === "ann") return ann;
  const { recipe = "" } = model.provenance;
  return recipes.has(recipe) ? prepareAnn(ann, recipe) : ann;
}

function setupOf({ summary: { recipe, recipeOptions = {}, timesteps } }: RunResult): Setup {
  return { recipe, options: recipeOptions, timesteps };
}

async function attempt(
  { engine, readout, seed }: Job,
  { graph, convert }: RunResult,
  setup: Setup,
  remedies: readonly Remedy[],
  samples: readonly TrialSample[],
  interrupt: Interrupt,
): Promise<Trial> {
  const reconverted = async ({ recipe, options, timesteps }: Setup): Promise<RateGraph> => {
    const known = recipeByName(recipe);
    const isMadeForSteps = known.options.some(({ name }) => name === "timesteps");
    const values = resolveOptions(known, { ...options, ...isMadeForSteps && { timesteps } });
    progress?.finish();
    return (await convert!({ name: recipe, options: values }, timesteps)).graph;
  };
  let progress: Progress | undefined;
  let shown = -1;
  try {
    return await tryRemedies({
      graph,
      setup,
      remedies,
      samples,
      readout,
      createSimulator: (network, options) =>
        createRateSimulator(network, { ...options, engine: singleEngine(engine), seed }),
      ...convert && { convert: reconverted },
      onProgress: async (done, total) => {
        if (total !== shown) progress = createProgress("trying", total);
        shown = total;
        progress?.update(done);
        await interrupt.checkpoint();
      },
    });
  } finally {
    progress?.finish();
  }
}
