import { type Finding, type NodeId, nodesById, type RateGraph } from "@snnkit/ir";
import { calibrationFindings } from "./_calibration_findings.ts";
import { createExactValues } from "./_exact_values.ts";
import { fitWeights, withNode } from "./_fit_weights.ts";
import { createReplay } from "./_replay.ts";
import { addCurrent } from "./add_current.ts";
import type { CreateLinearRunner } from "./linear_runner.ts";
import type { TargetMeans } from "./target_means.ts";

/** What a network is calibrated for, and with what. */
export interface CalibrateOptions {
  /** T: the steps of every sample that the network is corrected for, a whole number ≥ 1. */
  readonly timesteps: number;
  /** Samples without labels, as the input node has them, channels first; at least one. */
  readonly samples: readonly Float32Array[];
  /** What each population should answer on these samples, see {@linkcode createTargetMeter}. */
  readonly targets: TargetMeans;
  /** Computes what lies between spikes and neurons, e.g. `createAnnRunner` of @snnkit/runtime. */
  readonly createLinear: CreateLinearRunner;
  /**
   * Whether weights stay, or are fitted before biases to what spikes bring; they stay unless given.
   */
  readonly weights?: "kept" | "fitted";
  /** How often each layer is corrected before the next; once unless given. */
  readonly corrections?: number;
  /** Seed of what encoders send, a whole number ≥ 0; 0 unless given. */
  readonly seed?: number;
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

/** What fitting the weights of one layer did. */
export interface FittedStep {
  /** The population that reads them. */
  readonly node: NodeId;
  /** How far off what it received was before: root mean square of the error by that of the current. */
  readonly before: number;
}

/** A corrected network. */
export interface Calibrated {
  /** With other biases, and weights where asked for; what needs no change is shared. */
  readonly graph: RateGraph;
  /** What the calibration gave, and what it could not reach. */
  readonly findings: readonly Finding[];
  /** One a corrected layer, in the graph's order. */
  readonly steps: readonly CorrectionStep[];
  /** One a layer whose weights were fitted, in the graph's order. */
  readonly fitted: readonly FittedStep[];
}

/**
 * Correct the biases of a spiking network for a number of steps T, layer after layer.
 *
 * With few steps a population answers less or more than the trained network's activation on
 * average. For each channel the difference, `mean(min(a, λ)) − mean(λ N / T)` over samples and
 * positions, is added to the bias; then the next layer is simulated upon the corrected ones, so
 * that it is corrected for what it inherits, too. For the output it is the difference of the mean
 * logits.
 *
 * As no layer reads a later one, each runs through all steps of all samples before the next begins;
 * its spikes are kept until the last layer has read them, one bit a neuron and step. So the whole
 * costs one simulation, and one more of a layer's neurons for each of its corrections. Layers too
 * large to keep what they receive are corrected at some positions of every channel, evenly spread.
 *
 * With `weights: "fitted"` the weights of each layer are fitted first, by least squares, to what its
 * neurons would receive if every rate were exact: in few steps counts err in ways that other inputs
 * tell. Layers with too many inputs, or behind gates or encoders, keep theirs.
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
  const { timesteps, samples, targets, createLinear, corrections = 1, seed = 0, onProgress } =
    options;
  const fits = options.weights === "fitted";
  checkCalibration(graph, options);
  const total = passesOf(graph, targets, corrections, fits) * samples.length;
  let done = 0;
  const onSample = async (): Promise<void> => await onProgress?.(++done, total);
  const replay = createReplay(graph, { timesteps, samples, createLinear, onSample });
  const exact = fits ? createExactValues(graph, { samples, createLinear, onSample }) : undefined;
  const steps: CorrectionStep[] = [];
  const fitted: FittedStep[] = [];
  let weighed = graph;
  const currents = new Map<NodeId, Float64Array>();
  let stream = 0;
  for (const node of graph.nodes) {
    const { id, op, shape } = node;
    if (op.kind === "maxPoolGate") {
      await replay.gate(node, op);
      replay.forget(id);
      exact?.forget(id);
    }
    if (op.kind === "encode") await replay.encoder(node, op, { seed, stream: stream++ });
    if (op.kind !== "if") continue;
    const wanted = await exact?.currents(node);
    const fit = wanted && await fitWeights(weighed, node, {
      ...{ timesteps, samples: samples.length, wanted, replay, createLinear },
    });
    if (fit) {
      weighed = withNode(weighed, fit.node);
      replay.change(weighed);
      fitted.push({ node: id, before: fit.before });
    }
    exact?.forget(id);
    const target = targets.get(id);
    const extra = new Float64Array(shape[0] ?? 1);
    const unit = (channel: number): number => op.unit.data[channel % op.unit.data.length];
    const isOutput = graph.outputs.includes(id);
    if (target) {
      for (let round = 0; round < (isOutput ? 1 : corrections); round++) {
        const answers = isOutput
          ? await replay.currents(node)
          : await replay.neurons(node, op, extra, false);
        const errors = target.map((wanted, channel) => wanted - unit(channel) * answers[channel]);
        if (round === 0) steps.push({ node: id, before: meanSize(errors) });
        errors.forEach((error, channel) => extra[channel] += error / unit(channel));
      }
      currents.set(id, extra);
    }
    if (!isOutput) await replay.neurons(node, op, extra, true);
    replay.forget(id);
  }
  const corrected = [...currents].reduce(
    (rate, [id, extra]) => addCurrent(rate, id, extra),
    weighed,
  );
  const findings = calibrationFindings(graph, targets, { steps, fitted, fits });
  return { graph: corrected, findings, steps, fitted };
}

/** How often a node is run on all samples. */
function passesOf(
  graph: RateGraph,
  targets: TargetMeans,
  corrections: number,
  fits: boolean,
): number {
  return graph.nodes.reduce((sum, { id, op }) => {
    if (op.kind === "encode") return sum + 1;
    if (op.kind !== "if") return sum;
    const own = graph.outputs.includes(id)
      ? Number(targets.has(id))
      : 1 + (targets.has(id) ? corrections : 0);
    return sum + own + Number(fits);
  }, 0);
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
