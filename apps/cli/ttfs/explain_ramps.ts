import { batchAt } from "@snnkit/datasets";
import type { AnnGraph, FireFirst, TtfsGraph } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { createRampSimulator } from "@snnkit/sim-ttfs";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";
import type { TtfsJob } from "./ttfs_job.ts";

/** How far a layer of neurons without windows is from the trained network, and in which way. */
export interface RampLayerErrors {
  /** The node. */
  readonly name: string;
  /** Root mean square of `unit / t − a`, as a share of that of the activations `a`. */
  readonly error: number;
  /** Share of neurons that spike although their activation is 0: before their inhibition came. */
  readonly early: number;
  /** Share of neurons that stay silent although their activation is above 0. */
  readonly missing: number;
}

/** What the errors of such a network look like, layer by layer. */
export interface RampExplanation {
  /** How many samples were looked at. */
  readonly samples: number;
  /** One a layer, in the network's order; the outputs are left out. */
  readonly layers: readonly RampLayerErrors[];
}

/** Compares what spikes tell with the activations of the trained network, on the first samples. */
export async function explainRamps(
  job: TtfsJob,
  graph: TtfsGraph,
  prepared: AnnGraph,
  most: number,
  interrupt: Interrupt,
): Promise<RampExplanation> {
  const { data } = job;
  const known = new Set(prepared.nodes.map(({ id }) => id));
  const chosen = graph.nodes.flatMap(({ id, op }) =>
    op.kind === "fireFirst" && known.has(id) && !graph.outputs.includes(id) ? [{ id, op }] : []
  );
  if (chosen.length === 0) return { samples: 0, layers: [] };
  const simulator = createRampSimulator(graph, { times: true });
  const places = chosen.map(({ id }) => simulator.layers.findIndex((layer) => layer.id === id));
  const tallies = chosen.map(() => ({ neurons: 0, squares: 0, energy: 0, early: 0, missing: 0 }));
  await using runner = await createAnnRunner(prepared, { outputs: chosen.map(({ id }) => id) });
  const samples = Math.min(most, data.count);
  const progress = createProgress("explaining", samples);
  try {
    for (let i = 0; i < samples; i++) {
      await interrupt.checkpoint();
      const sample = batchAt(data, i, 1);
      const { times } = simulator.simulate(sample);
      const values = await runner.runAll(sample);
      chosen.forEach(({ id, op }, k) => {
        const wanted = values.get(id)!.data;
        times![places[k]].forEach((time, neuron) => {
          const tally = tallies[k];
          const told = unitOf(op, neuron, wanted.length) / time;
          tally.neurons++;
          tally.squares += (told - wanted[neuron]) ** 2;
          tally.energy += wanted[neuron] ** 2;
          if (told > 0 && !(wanted[neuron] > 0)) tally.early++;
          if (told === 0 && wanted[neuron] > 0) tally.missing++;
        });
      });
      progress.update(i + 1);
    }
  } finally {
    progress.finish();
  }
  const layers = chosen.map(({ id }, k): RampLayerErrors => {
    const { neurons, squares, energy, early, missing } = tallies[k];
    const error = energy > 0 ? Math.sqrt(squares / energy) : 0;
    return { name: id, error, early: early / neurons, missing: missing / neurons };
  });
  return { samples, layers };
}

/** The unit of a neuron: one for all, or that of its channel. */
function unitOf({ unit }: FireFirst, neuron: number, neurons: number): number {
  return unit.data[Math.floor(neuron * unit.data.length / neurons)];
}

/** The same as a table, with what it means. */
export function presentRamps({ samples, layers }: RampExplanation): string {
  const width = Math.max(5, ...layers.map(({ name }) => name.length));
  const cell = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(10);
  const worst = layers.reduce((a, b) => b.early > a.early ? b : a);
  return [
    `  how far spikes are from activations, of ${samples} samples`,
    `  ${"layer".padEnd(width)}${"error".padStart(10)}${"too early".padStart(11)}` +
    `${"missing".padStart(10)}`,
    ...layers.map(({ name, error, early, missing }) =>
      `  ${name.padEnd(width)}${cell(error)} ${cell(early)}${cell(missing)}`
    ),
    `  Neurons of "${worst.name}" spike before their inhibition comes, and cannot take it back:`,
    `  --remedy dynamic lets them wait for driven inputs; --recipe ttfs-exact has none of this.`,
  ].join("\n");
}
