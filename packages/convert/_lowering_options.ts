import { DEFAULT_GATE_DECAY, DEFAULT_GATE_STEPS, type Finding } from "@snnkit/ir";
import type { LoweringOptions } from "./lower_to_rate.ts";

/** What neurons are like where nothing else is asked for. */
export const DEFAULT_LOWERING: Required<LoweringOptions> = {
  reset: "subtract",
  initialPotential: 0,
  neuron: "unsigned",
  gain: 1,
  leak: 0,
  refractory: 0,
  poolEstimator: "cumulative",
  poolDecay: DEFAULT_GATE_DECAY,
  poolSteps: DEFAULT_GATE_STEPS,
  input: "current",
  signedInput: false,
};

/** Everything that no neuron or gate can be like, as clauses of a sentence. */
export function optionProblems(options: LoweringOptions): string[] {
  const { reset, neuron, leak, refractory, poolEstimator, poolDecay, poolSteps } = {
    ...DEFAULT_LOWERING,
    ...options,
  };
  const isSigned = neuron === "signed";
  const rules: readonly (readonly [holds: boolean, problem: string])[] = [
    [!isSigned || reset !== "zero", `signed neurons reset by "subtract" only: received "zero"`],
    [
      !isSigned || poolEstimator === "cumulative",
      `gates of signed neurons track net counts: received the estimator "${poolEstimator}"`,
    ],
    [leak >= 0 && leak < 1, `leak must be at least 0 and below 1: received ${leak}`],
    [isCount(refractory, 0), `refractory must be a whole number ≥ 0: received ${refractory}`],
    [
      poolDecay > 0 && poolDecay < 1,
      `poolDecay must be above 0 and below 1: received ${poolDecay}`,
    ],
    [isCount(poolSteps, 1), `poolSteps must be a whole number ≥ 1: received ${poolSteps}`],
  ];
  return rules.flatMap(([holds, problem]) => holds ? [] : [problem]);
}

/** What people should know of neurons that lose a part of their potential. */
export function leakFindings({ leak = 0 }: LoweringOptions): readonly Finding[] {
  if (leak === 0) return [];
  return [{
    code: "neurons-leak",
    message:
      `Neurons lose ${perCent(leak)} of their potential in each step: activations come out ` +
      `too small, and those below ${perCent(leak)} of what a spike a step stands for not at all`,
  }];
}

function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function perCent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
