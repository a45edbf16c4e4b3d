import type { Finding, NodeId, RateGraph } from "@snnkit/ir";
import type { CorrectionStep } from "./calibrate.ts";
import type { TargetMeans } from "./target_means.ts";

/** What people should know of a calibration. */
export function calibrationFindings(
  graph: RateGraph,
  targets: TargetMeans,
  steps: readonly CorrectionStep[],
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
  if (steps.length === 0) return findings;
  const mean = steps.reduce((sum, { before }) => sum + before, 0) / steps.length;
  return [...findings, {
    code: "biases-corrected",
    message: `Biases of ${steps.length} layers are corrected: their channels answered on average ` +
      `${Number(mean.toPrecision(2))} too much or too little`,
  }];
}
