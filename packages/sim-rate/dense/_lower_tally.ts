import type { ProgramBuilder, ProgramValue } from "@snnkit/onnx";
import type { Population } from "@snnkit/sim";
import { tensor } from "@snnkit/tensor";

/** Events of a population in a step, counted by how many targets each of them reaches. */
export interface Tally {
  /** The targets of an event of each class. */
  readonly fanOuts: readonly number[];
  /** Counts the events of one step, `[N, classes]`. */
  readonly lower: (program: ProgramBuilder, events: ProgramValue) => ProgramValue;
}

/**
 * How events of a population are counted: neurons that reach equally many targets are one class, so
 * that all counts are small whole numbers, which float32 tells exactly, and their products are left
 * to float64.
 *
 * @param fanOut Targets of each neuron, channel by channel.
 */
export function tallyOf({ layout, neurons }: Population, fanOut: Float64Array): Tally {
  const { channels, pixels } = layout;
  const fanOuts = [...new Set(fanOut)].sort((a, b) => a - b);
  if (fanOuts.length === 1) {
    return {
      fanOuts,
      lower: (program, events) => program.sum(program.sum(events, [2]), [1], true),
    };
  }
  const isSamePlane = fanOut.every((n, i) => n === fanOut[i % pixels]);
  const cells = isSamePlane ? pixels : neurons;
  const classOf = new Map(fanOuts.map((n, k) => [n, k]));
  const members = new Float32Array(cells * fanOuts.length);
  for (let i = 0; i < cells; i++) members[i * fanOuts.length + classOf.get(fanOut[i])!] = 1;
  return {
    fanOuts,
    lower: (program, events) => {
      const each = isSamePlane
        ? program.sum(events, [1])
        : program.reshape(events, [-1, channels * pixels]);
      return program.matrixProduct(
        each,
        program.constant(tensor([cells, fanOuts.length], members)),
      );
    },
  };
}
