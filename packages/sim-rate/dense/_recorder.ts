import type { SampleRecord } from "@snnkit/recording";
import { type Network, type Reading, spikingPopulations } from "@snnkit/sim";
import type { Tensor } from "@snnkit/tensor";
import type { Batch } from "./_batch.ts";
import type { BlockModel } from "./_lower_network.ts";
import { toGraph, toPlan } from "./_planar.ts";
import { stateKey } from "./_states.ts";

/** What is known of a sample so far. */
export interface Tape {
  /** Of each layer at each step. */
  readonly spikes: Uint32Array;
  /** Of each step. */
  readonly synapticOps: Float64Array;
}

/** Where in a block's results one sample stands. */
export interface Passage {
  /** Its row. */
  readonly row: number;
  /** Of so many. */
  readonly rows: number;
  /** The first step of the block. */
  readonly from: number;
  /** How many steps the block has. */
  readonly steps: number;
}

/** Makes records out of what the model yields. */
export interface Recorder {
  /** An empty tape. */
  readonly tape: () => Tape;
  /** Takes in the steps of a block, up to the sample's end; returns whether it has ended. */
  readonly read: (
    results: ReadonlyMap<string, Tensor>,
    at: Passage,
    reading: Reading,
    tape: Tape,
  ) => boolean;
  /** The record of a sample that has ended, whose states are the row's. */
  readonly record: (batch: Batch, row: number, tape: Tape) => SampleRecord;
}

/**
 * @param kept What is kept of every neuron.
 */
export function createRecorder(
  network: Network,
  { states, classes, gathered, events }: BlockModel,
  kept: { readonly timesteps: number; readonly counts: boolean; readonly potentials: boolean },
): Recorder {
  const { populations, output } = network;
  const spiking = spikingPopulations(network);
  const places = new Map(states.map(({ key }, i) => [key, i]));
  const layers = spiking.length;
  const { layout, neurons } = populations[output];

  /** Values of a state for one row, as the graph orders them; zeros where there is no such state. */
  const stateOf = (batch: Batch, row: number, kind: "v" | "counts", p: number): Float32Array => {
    const { neurons, layout } = populations[p];
    const place = places.get(stateKey(kind, p));
    if (place === undefined) return new Float32Array(neurons);
    return toGraph(layout, batch.states[place].subarray(row * neurons, (row + 1) * neurons));
  };
  return {
    tape: () => ({
      spikes: new Uint32Array(kept.timesteps * layers),
      synapticOps: new Float64Array(kept.timesteps),
    }),
    read: (results, { row, rows, from, steps }, reading, { spikes, synapticOps }) => {
      const [outputs, counted] = [results.get(gathered)!.data, results.get(events)!.data];
      for (let s = 0; s < steps; s++) {
        const first = (s * rows + row) * classes.length;
        classes.forEach(({ layer, fanOut }, k) => {
          const count = counted[first + k];
          if (layer !== undefined) spikes[(from + s) * layers + layer] += count;
          synapticOps[from + s] += count * fanOut;
        });
        const begin = (s * rows + row) * neurons;
        const sums = toPlan(layout, outputs.subarray(begin, begin + neurons));
        if (reading.take(sums)) return true;
      }
      return false;
    },
    record: (batch, row, { spikes, synapticOps }) => {
      const answer = batch.rows[row].reading.answer();
      return {
        ...answer,
        spikes: spikes.slice(0, answer.steps * layers),
        synapticOps: synapticOps.slice(0, answer.steps),
        ...kept.counts && {
          counts: spiking.map((p) => Int32Array.from(stateOf(batch, row, "counts", p))),
        },
        ...kept.potentials && {
          potentials: spiking.map((p) =>
            populations[p].kind === "if" ? stateOf(batch, row, "v", p) : new Float32Array(0)
          ),
        },
      };
    },
  };
}
