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
  const ready = waits && reaches(program, number(0.5), waits);
  const mayOnly = (spikes: ProgramValue): ProgramValue =>
    ready ? program.multiply(spikes, ready) : spikes;
  const fires = mayOnly(reaches(program, v, theta));
  let out = fires;
  if (signed && counts) {
    const falls = program.largest(program.sign(program.subtract(number(0), v)), number(0));
    const owes = reaches(program, counts, number(0.5));
    out = program.subtract(out, mayOnly(program.multiply(falls, owes)));
  }
  const isUnit = threshold.every((value) => value === 1);
  const after = reset === "zero"
    ? program.subtract(v, program.multiply(v, fires))
    : program.subtract(v, isUnit ? out : program.multiply(out, theta));
  if (!waits) return { out, v: after };
  // Who spikes has waited to the end: the longer of both is right for all.
  const begun = program.multiply(program.magnitude(out), number(refractory));
  return { out, v: after, waits: program.largest(program.subtract(waits, number(1)), begun) };
}

/**
 * 1 where `a ≥ b`, else 0: `min(sign(a − b) + 1, 1)`. A difference of float32 numbers has the right
 * sign, and arithmetic on floats is some ten times as fast as ONNX Runtime's comparisons.
 */
function reaches(program: ProgramBuilder, a: ProgramValue, b: ProgramValue): ProgramValue {
  const one = program.constant(tensor([1], [1]));
  return program.smallest(program.add(program.sign(program.subtract(a, b)), one), one);
}
