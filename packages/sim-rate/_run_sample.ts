import type { EventMachine } from "./_event_machine.ts";

/**
 * Runs a sample from rest, a block of steps at a time.
 *
 * @param machine What runs it.
 * @param sample Values as the input node has them.
 * @param index Which sample it is.
 * @param run How many steps at most; whether the potentials after the last of them will be asked for;
 * who is told of each step, in order, and ends the sample with true; how long blocks are, the longest
 * that the machine has unless given.
 * @returns How many steps were run: beyond the one that ended the sample, those of its block.
 */
export function runSample(
  machine: EventMachine,
  sample: Float32Array,
  index: number,
  run: {
    readonly timesteps: number;
    readonly keepsPotentials: boolean;
    readonly take?: (gathered: Float64Array) => boolean;
    readonly stepsAt?: (t: number) => number;
  },
): number {
  const { timesteps, keepsPotentials, take = () => false } = run;
  const { stepsAt = () => machine.block } = run;
  const whole = keepsPotentials ? timesteps - 1 : timesteps;
  machine.begin(sample, index);
  let ended = false;
  let t = 0;
  while (t < timesteps && !ended) {
    const steps = t < whole ? Math.min(stepsAt(t), machine.block, whole - t) : 1;
    if (t < whole) machine.advance(t, steps);
    else machine.finish(t);
    for (const end = t + steps; t < end; t++) ended ||= take(machine.gathered(t));
  }
  return t;
}
