import { batchAt, type Dataset } from "@snnkit/datasets";
import type { AnnGraph, RateGraph } from "@snnkit/ir";
import {
  createErrorDecomposition,
  type DecomposedErrors,
  ERROR_PARTS,
  type LayerErrors,
  planErrors,
} from "@snnkit/metrics";
import { createAnnRunner } from "@snnkit/runtime";
import { compileNetwork, type Readout } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";

/** How a network is looked at. */
export interface ErrorCheck {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained one, prepared. */
  readonly ann: AnnGraph;
  /** What both are given. */
  readonly data: Dataset;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** How the class is read. */
  readonly readout?: Readout;
}

/** The product's criterion, in the unit of each layer's activation. */
const TOLERANCE = 1e-3;

/**
 * Tells the errors of a network apart and asserts that in every layer the parts add up to the error
 * that is observed from spikes, scores and activations alone. Returns the layers.
 */
export async function checkErrors(check: ErrorCheck): Promise<readonly LayerErrors[]> {
  const { graph, ann, data, timesteps, readout = "membrane" } = check;
  const plan = planErrors(graph, ann, { outputFires: readout === "count" });
  const options = { timesteps, readout, counts: true, potentials: true };
  const simulator = await createRateSimulator(compileNetwork(plan.graph), options);
  const plain = await createRateSimulator(compileNetwork(graph), { timesteps, readout });
  await using runner = await createAnnRunner(ann, { outputs: plan.nodes });
  const meter = createErrorDecomposition(plan.layers, simulator.layers);
  const observed = plan.layers.map(() => 0);
  for (let i = 0; i < data.count; i++) {
    const sample = batchAt(data, i, 1);
    const activations = await runner.runAll(sample);
    const values = new Map([...activations].map(([id, { data }]) => [id, data]));
    const record = simulator.simulate(sample);
    assertEquals(record.scores, plain.simulate(sample).scores, "meters change what is simulated");
    meter.add(record, values);
    plan.layers.forEach((layer, l) => {
      if (layer.kind === "opaque") return;
      const { id, shape, unit } = layer;
      const plane = sizeOf(shape) / shape[0];
      const counts = record.counts![simulator.layers.findIndex((found) => found.id === id)];
      const activation = values.get(id)!;
      activation.forEach((a, n) => {
        const scale = unit.data.length === 1 ? unit.data[0] : unit.data[Math.floor(n / plane)];
        const said = layer.kind === "summed" ? record.scores[n] : scale * counts[n] / timesteps;
        observed[l] += (said - a) / (activation.length * data.count);
      });
    });
  }
  simulator.dispose();
  plain.dispose();
  const layers = meter.result();
  layers.forEach((layer, l) => {
    if (!layer.decomposed) return;
    const sum = ERROR_PARTS.reduce((total, part) => total + layer.parts[part].mean, 0);
    const distance = Math.abs(sum - observed[l]);
    assert(distance < TOLERANCE, `"${layer.name}" is ${distance} from what is observed`);
    assert(Math.abs(layer.error.mean - observed[l]) < TOLERANCE, `the error of "${layer.name}"`);
  });
  return layers;
}

/** The layers whose errors were told apart. */
export function decomposedOf(layers: readonly LayerErrors[]): DecomposedErrors[] {
  return layers.filter((layer) => layer.decomposed);
}
