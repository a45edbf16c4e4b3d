import type { RateGraph } from "@snnkit/ir";
import { argMax } from "@snnkit/metrics";
import { compileNetwork, type CreateSimulator, type Readout } from "@snnkit/sim";
import type { Outcome, TrialSample } from "./try_remedies.ts";

/** How a network is run. */
export interface TrialRun {
  readonly samples: readonly TrialSample[];
  readonly timesteps: number;
  readonly readout: Readout;
  readonly createSimulator: CreateSimulator;
  /** Called after each sample. */
  readonly onSample: () => void | Promise<void>;
}

/** Runs a network on all samples and compares it with the trained one. */
export async function measureOutcome(graph: RateGraph, run: TrialRun): Promise<Outcome> {
  const { samples, timesteps, createSimulator, onSample } = run;
  // Decisions are the same, and scores can be compared with logits.
  const readout = run.readout === "softmax" ? "membrane" : run.readout;
  const simulator = await createSimulator(compileNetwork(graph), { timesteps, readout });
  let [agreeing, correct, squares, size] = [0, 0, 0, 0];
  try {
    for (const [i, { values, logits, label }] of samples.entries()) {
      const { steps, decisions, scores } = simulator.simulate(values, i);
      const decision = decisions[steps - 1];
      if (decision === argMax(logits)) agreeing++;
      if (decision === label) correct++;
      for (let k = 0; k < scores.length; k++) {
        squares += (scores[k] - logits[k]) ** 2;
        size += logits[k] ** 2;
      }
      await onSample();
    }
  } finally {
    simulator.dispose();
  }
  return {
    agreement: agreeing / samples.length,
    ...samples.every(({ label }) => label !== undefined) &&
      { accuracy: correct / samples.length },
    scoreError: size > 0 ? Math.sqrt(squares / size) : 0,
  };
}
