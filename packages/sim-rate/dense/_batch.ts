import {
  analogCurrents,
  createSpikeEncoder,
  type Network,
  type Reading,
  type WriteSpikes,
} from "@snnkit/sim";
import type { Tensor } from "@snnkit/tensor";
import type { BlockModel } from "./_lower_network.ts";
import { toPlanar } from "./_planar.ts";

/** Samples on their way through the steps, side by side. */
export interface Batch {
  /** What every sample's part of the batch is about, in the batch's order. */
  rows: Row[];
  /** Values of the states, `[rows, …]` each, in the model's order. */
  states: Float32Array[];
  /** Constant currents, `[rows, neurons]` each, in the model's order. */
  currents: Float32Array[];
}

/** One sample of a batch. */
export interface Row {
  /** Which of the samples given. */
  readonly sample: number;
  /** Its read-out. */
  readonly reading: Reading;
  /** Writes the spikes of each encoder, in the model's order. */
  readonly writers: readonly WriteSpikes[];
}

/** Puts samples side by side, at rest. */
export function createBatch(
  network: Network,
  model: BlockModel,
  samples: readonly {
    readonly values: Float32Array;
    readonly index: number;
    readonly reading: Reading;
  }[],
  seed: number,
): Batch {
  const { populations } = network;
  const neuronsOf = ({ population }: { readonly population: number }) =>
    populations[population].neurons;
  const encoders = model.trains.map(({ population }) => {
    const encoder = populations[population];
    if (encoder.kind !== "encoder") throw new Error("Unreachable: only encoders have trains");
    return createSpikeEncoder(encoder, seed);
  });
  const currents = model.currents.map((port) => new Float32Array(samples.length * neuronsOf(port)));
  const rows = samples.map(({ values, index, reading }, row): Row => {
    const analog = analogCurrents(network, values);
    model.currents.forEach(({ population }, i) => {
      const { layout, neurons } = populations[population];
      currents[i].set(toPlanar(layout, analog.get(population)!), row * neurons);
    });
    const writers = model.trains.map(({ population }, i) =>
      encoders[i](analog.get(population)!, index)
    );
    return { sample: row, reading, writers };
  });
  const states = model.states.map(({ initial }) => {
    const all = new Float32Array(samples.length * initial.length);
    for (let row = 0; row < samples.length; row++) all.set(initial, row * initial.length);
    return all;
  });
  return { rows, states, currents };
}

/** What the model reads for the next `steps` steps, the first of which is `t`. */
export function feedsOf(
  { populations }: Network,
  model: BlockModel,
  { rows, states, currents }: Batch,
  t: number,
  steps: number,
): ReadonlyMap<string, Tensor> {
  const feeds = new Map<string, Tensor>();
  feeds.set(model.steps, { shape: [steps], data: new Float32Array(steps) });
  model.states.forEach(({ input, shape }, i) => {
    feeds.set(input, { shape: [rows.length, ...shape], data: states[i] });
  });
  model.currents.forEach(({ input, population }, i) => {
    const { layout: { channels, pixels } } = populations[population];
    feeds.set(input, { shape: [rows.length, channels, pixels], data: currents[i] });
  });
  model.trains.forEach(({ input, population }, i) => {
    const { layout, neurons } = populations[population];
    const data = new Float32Array(steps * rows.length * neurons);
    const sent = new Int8Array(steps * neurons);
    rows.forEach(({ writers }, row) => {
      writers[i](t, steps, sent);
      for (let s = 0; s < steps; s++) {
        const spikes = Float32Array.from(sent.subarray(s * neurons, (s + 1) * neurons));
        data.set(toPlanar(layout, spikes), (s * rows.length + row) * neurons);
      }
    });
    const { channels, pixels } = layout;
    feeds.set(input, { shape: [steps, rows.length, channels, pixels], data });
  });
  return feeds;
}

/** Leaves only some rows of a batch, by their places, so that those which have ended cost nothing. */
export function keepRows(batch: Batch, kept: readonly number[]): void {
  const { length } = batch.rows;
  if (kept.length === length) return;
  const pick = (values: Float32Array): Float32Array => {
    const size = values.length / length;
    const picked = new Float32Array(kept.length * size);
    kept.forEach((row, i) => picked.set(values.subarray(row * size, (row + 1) * size), i * size));
    return picked;
  };
  batch.states = batch.states.map(pick);
  batch.currents = batch.currents.map(pick);
  batch.rows = kept.map((row) => batch.rows[row]);
}
