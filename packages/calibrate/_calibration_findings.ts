import type { Finding, NodeId, RateGraph } from "@snnkit/ir";
import type { CorrectionStep, FittedStep } from "./calibrate.ts";
import type { TargetMeans } from "./target_means.ts";

/** What people should know of a calibration. */
export function calibrationFindings(
  graph: RateGraph,
  targets: TargetMeans,
  { steps, fitted, fits }: {
    readonly steps: readonly CorrectionStep[];
    readonly fitted: readonly FittedStep[];
    /** Whether weights were to be fitted. */
    readonly fits: boolean;
  },
): readonly Finding[] {
  const left: NodeId[] = graph.nodes.flatMap(({ id, op }) =>
    op.kind === "if" && !targets.has(id) ? [id] : []
  );
  const findings: Finding[] = left.map((node) => ({
    code: "layer-not-corrected",
    node,
    message: `Neurons "${node}" stand for no value of the trained network alone, so their biases ` +
      `stay as they are`,
  }));
  if (fits) findings.push(fitFinding(fitted));
  if (steps.length === 0) return findings;
  const mean = steps.reduce((sum, { before }) => sum + before, 0) / steps.length;
  return [...findings, {
    code: "biases-corrected",
    message: `Biases of ${steps.length} layers are corrected: their channels answered on average ` +
      `${Number(mean.toPrecision(2))} too much or too little`,
  }];
}

function fitFinding(fitted: readonly FittedStep[]): Finding {
  if (fitted.length === 0) {
    return {
      code: "weights-not-fitted",
      message:
        "No layer has weights that can be fitted: those that read the sample or a max-pool, " +
        "have groups or very many inputs keep theirs",
    };
  }
  const mean = fitted.reduce((sum, { before }) => sum + before, 0) / fitted.length;
  return {
    code: "weights-fitted",
    message: `Weights of ${fitted.length} layers are fitted: what they brought in few steps was ` +
      `${(100 * mean).toPrecision(2)} % off on average`,
  };
}
