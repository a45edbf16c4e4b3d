import { type Finding, type If, type NodeId, nodesById, type RateGraph } from "@snnkit/ir";
import type { CreateSimulator } from "@snnkit/sim";
import { calibrationFindings } from "./_calibration_findings.ts";
import { meanAnswers } from "./_mean_answers.ts";
import { addCurrent } from "./add_current.ts";
import type { TargetMeans } from "./target_means.ts";

/** What a network is calibrated for, and with what. */
export interface CalibrateOptions {
  /** T: the steps of every sample that the network is corrected for, a whole number ≥ 1. */
  readonly timesteps: number;
  /** Samples without labels, as the input node has them, channels first; at least one. */
  readonly samples: readonly Float32Array[];
  /** What each population should answer on these samples, see {@linkcode createTargetMeter}. */
  readonly targets: TargetMeans;
  /** Makes the simulator that the network is corrected with. */
  readonly createSimulator: CreateSimulator;
  /** How often each layer is corrected before the next; once unless given. */
  readonly corrections?: number;
  /** Told after each sample how many of how many simulations are done; may wait, or end the work. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

/** What the correction of one layer did. */
export interface CorrectionStep {
  /** The population. */
  readonly node: NodeId;
  /** Mean over channels of the absolute mean error before it, in the unit of the activation. */
  readonly before: number;
}

/** A corrected network. */
export interface Calibrated {
  /** With other biases; nodes and tensors that need no change are shared. */
  readonly graph: RateGraph;
  /** What the calibration gave, and what it could not reach. */
  readonly findings: readonly Finding[];
  /** One a corrected layer, in the graph's order. */
  readonly steps: readonly CorrectionStep[];
}

/**
 * Correct the biases of a spiking network for a number of steps T, layer after layer.
 *
 * With few steps a population answers less or more than the trained network's activation on
 * average. For each channel the difference, `mean(min(a, λ)) − mean(λ N / T)` over samples and
 * positions, is added to the bias; then the next layer is simulated upon the corrected ones, so
 * that it is corrected for what it inherits, too. For the output it is the difference of the mean
 * logits. A layer costs one simulation of the network up to it.
 *
 * Everything is in the samples' order, so the same input gives the same bits.
 *
 * @see Li et al. 2021, "A Free Lunch From ANN: Towards Efficient, Accurate Spiking Neural Networks
 * Calibration", arXiv:2106.06984
 *
 * @param graph A converted network with one output; not modified.
 * @param options Steps, samples, targets and simulator.
 * @throws {RangeError} Where there is no sample, or a count is no whole number ≥ 1.
 * @throws {TypeError} Where a target has not one value a channel.
 */
export async function calibrate(graph: RateGraph, options: CalibrateOptions): Promise<Calibrated> {
  const { timesteps, samples, targets, createSimulator, corrections = 1, onProgress } = options;
  checkCalibration(graph, options);
  const layers = populationsWith(graph, targets);
  const total = layers.length * corrections * samples.length;
  const steps: CorrectionStep[] = [];
  let [corrected, done] = [graph, 0];

  const onSample = async (): Promise<void> => await onProgress?.(++done, total);
  const errorsOf = async (id: NodeId): Promise<Float64Array> => {
    const means = await meanAnswers(corrected, id, {
      timesteps,
      samples,
      createSimulator,
      onSample,
    });
    return targets.get(id)!.map((target, channel) => target - means[channel]);
  };

  for (const { id, op } of layers) {
    let before = 0;
    for (let round = 0; round < corrections; round++) {
      const errors = await errorsOf(id);
      if (round === 0) before = meanSize(errors);
      const { data: unit } = op.unit;
      const current = errors.map((error, channel) => error / unit[channel % unit.length]);
      corrected = addCurrent(corrected, id, current);
    }
    steps.push({ node: id, before });
  }
  return { graph: corrected, findings: calibrationFindings(graph, targets, steps), steps };
}

/** Populations that there are targets for. */
function populationsWith(
  graph: RateGraph,
  targets: TargetMeans,
): { readonly id: NodeId; readonly op: If }[] {
  return graph.nodes.flatMap(({ id, op }) =>
    op.kind === "if" && targets.has(id) ? [{ id, op }] : []
  );
}

function meanSize(errors: Float64Array): number {
  return errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
}

function checkCalibration(graph: RateGraph, options: CalibrateOptions): void {
  const { timesteps, samples, targets, corrections = 1 } = options;
  const problems = Object.entries({ timesteps, corrections }).flatMap(([name, value]) =>
    Number.isInteger(value) && value >= 1
      ? []
      : [`${name} must be a whole number ≥ 1: received ${value}`]
  );
  if (samples.length === 0) problems.push("there must be at least one sample: received none");
  if (problems.length > 0) {
    throw new RangeError(`Cannot calibrate "${graph.name}" as ${problems.join("; ")}`);
  }
  const nodes = nodesById(graph);
  const unfit = [...targets].flatMap(([id, means]) => {
    const channels = nodes.get(id)?.shape[0] ?? 0;
    return means.length === channels ? [] : [`"${id}" of ${channels} channels has ${means.length}`];
  });
  if (unfit.length === 0) return;
  throw new TypeError(
    `Cannot calibrate "${graph.name}" as every channel must have a target: ${unfit.join("; ")}`,
  );
}
