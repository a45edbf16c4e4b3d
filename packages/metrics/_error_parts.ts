import type { SampleRecord } from "@snnkit/recording";
import { sizeOf } from "@snnkit/tensor";
import { constantAnswer, type ConstantNeuron } from "./constant_answer.ts";
import type { GateErrorLayer, NeuronErrorLayer, SummedErrorLayer } from "./error_layer.ts";
import { poolCounts } from "./_pool_counts.ts";

/** The parts of the error of every neuron of a layer for one sample, channels first. */
export interface Parts {
  readonly inherited: Float64Array;
  readonly clipping: Float64Array;
  readonly quantisation: Float64Array;
  readonly unevenness: Float64Array;
}

/** What a sample left of a population. */
export interface Trace {
  readonly counts: Int32Array;
  readonly potentials: Float32Array;
}

/** Room for the parts of so many neurons. */
export function roomForParts(neurons: number): Parts {
  const room = (): Float64Array => new Float64Array(neurons);
  return { inherited: room(), clipping: room(), quantisation: room(), unevenness: room() };
}

/** Parameters of neuron `i`: one for all or one a channel. */
function channelOf(shape: readonly number[]): (values: Float32Array, i: number) => number {
  const plane = sizeOf(shape) / (shape[0] ?? 1);
  return (values, i) => values.length === 1 ? values[0] : values[Math.floor(i / plane)];
}

/** The four parts of neurons that fire. */
export function partsOfNeurons(
  layer: NeuronErrorLayer,
  { counts, potentials }: Trace,
  meter: Float32Array | undefined,
  activation: ArrayLike<number>,
  steps: SampleRecord["steps"],
  parts: Parts,
): void {
  const { shape, unit, neurons, range: [lowest, highest] } = layer;
  const { reset, signed = false, leak = 1, refractory = 0 } = neurons;
  // The largest rate: a spike in the first step, and whenever the neuron has rested.
  const fastest = Math.ceil(steps / (1 + refractory)) / steps;
  const at = channelOf(shape);
  const neuron: { -readonly [K in keyof ConstantNeuron]: ConstantNeuron[K] } = {
    threshold: 1,
    initial: 0,
    reset,
    signed,
    leak,
    refractory,
  };
  for (let i = 0; i < counts.length; i++) {
    const threshold = neuron.threshold = at(neurons.threshold.data, i);
    const initial = neuron.initial = at(neurons.initial.data, i);
    const scale = at(unit.data, i);
    const total = meter ? meter[i] : potentials[i] - initial + threshold * counts[i];
    const wanted = clamp(scale * total / (threshold * steps), lowest, highest);
    const possible = clamp(wanted, 0, scale * fastest);
    const even = scale * constantAnswer(neuron, total, steps) / steps;
    const said = scale * counts[i] / steps;
    parts.inherited[i] = wanted - activation[i];
    parts.clipping[i] = possible - wanted;
    parts.quantisation[i] = even - possible;
    parts.unevenness[i] = said - even;
  }
}

/** Outputs that do not fire say what they receive. */
export function partsOfSums(
  { shape, unit }: SummedErrorLayer,
  { potentials }: Trace,
  activation: ArrayLike<number>,
  steps: SampleRecord["steps"],
  { inherited }: Parts,
): void {
  const at = channelOf(shape);
  for (let i = 0; i < potentials.length; i++) {
    inherited[i] = at(unit.data, i) * potentials[i] / steps - activation[i];
  }
}

/** A gate should spike as often as the busiest of its inputs: where it does not, order is to blame. */
export function partsOfGates(
  layer: GateErrorLayer,
  { counts }: Trace,
  source: Int32Array,
  activation: ArrayLike<number>,
  steps: SampleRecord["steps"],
  { inherited, unevenness }: Parts,
): void {
  const { shape, unit } = layer;
  const at = channelOf(shape);
  const busiest = poolCounts(source, layer.sourceShape, layer.window, shape);
  for (let i = 0; i < counts.length; i++) {
    const scale = at(unit.data, i) / steps;
    inherited[i] = scale * busiest[i] - activation[i];
    unevenness[i] = scale * (counts[i] - busiest[i]);
  }
}

function clamp(value: number, lowest: number, highest: number): number {
  return value < lowest ? lowest : value > highest ? highest : value;
}
