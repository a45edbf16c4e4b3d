import type { ProgramBuilder, ProgramValue } from "@snnkit/onnx";
import type { IfPopulation } from "@snnkit/sim";
import { tensor } from "@snnkit/tensor";
import { parameterOf } from "./_planar.ts";

/** What neurons remember between steps. */
export interface NeuronState {
  /** Potential. */
  readonly v: ProgramValue;
  /** Net spikes; present of signed neurons. */
  readonly counts?: ProgramValue | undefined;
  /** For how many more steps they cannot spike; present where there is a refractory period. */
  readonly waits?: ProgramValue | undefined;
}

/** What neurons do at the end of a step. */
export interface Fired {
  /** 1, 0 or −1. */
  readonly out: ProgramValue;
  /** Potential after the resets. */
  readonly v: ProgramValue;
  /** For how many more steps they cannot spike. */
  readonly waits?: ProgramValue | undefined;
}

/**
 * Thresholds and resets of one step, every operation rounded as the definition has it: a product with
 * a spike, 0, 1 or −1, is exact.
 *
 * @param state With the potential that this step's currents have made.
 */
export function fire(
  program: ProgramBuilder,
  population: IfPopulation,
  { v, counts, waits }: NeuronState,
): Fired {
  const { layout, threshold, reset, signed, refractory } = population;
  const number = (value: number): ProgramValue => program.constant(tensor([1], [value]));
  const theta = program.constant(parameterOf(layout, threshold));
  const reaches = program.isAtLeast(v, theta);
  const ready = waits && program.isBelow(waits, number(0.5));
  const fires = ready ? program.both(reaches, ready) : reaches;
  let out = program.count(fires);
  if (signed && counts) {
    const falls = program.both(
      program.isBelow(v, number(0)),
      program.isBelow(number(0.5), counts),
    );
    out = program.subtract(out, program.count(ready ? program.both(falls, ready) : falls));
  }
  const isUnit = threshold.every((value) => value === 1);
  const after = reset === "zero"
    ? program.choose(fires, number(0), v)
    : program.subtract(v, isUnit ? out : program.multiply(out, theta));
  if (!waits) return { out, v: after };
  // Who spikes has waited to the end: the longer of both is right for all.
  const begun = program.multiply(program.magnitude(out), number(refractory));
  return { out, v: after, waits: program.largest(program.subtract(waits, number(1)), begun) };
}
