import type { RunSummary } from "@snnkit/metrics";
import { terminalChart } from "@snnkit/report";
import { columns, formatCount, formatPercent, formatSeconds } from "../io/terminal.ts";
import { presentFindings } from "./present_findings.ts";

/** A run as text for a person: accuracies, the curve over time, costs, notes, files written. */
export function presentRun(
  run: { readonly summary: RunSummary },
  written: readonly string[],
): string {
  const { summary } = run;
  const { ann, snn, samples, timesteps, spikes, operations, seconds } = summary;
  const rows: readonly (readonly [string, string])[] = [
    ["trained network", `${formatPercent(ann.accuracy)}  (${ann.correct} of ${samples})`],
    [
      "spiking network",
      `${formatPercent(snn.accuracy)}  (${snn.correct} of ${samples}) after ${timesteps} steps, ` +
      `${difference(summary)}`,
    ],
    ["same answer", `on ${formatPercent(snn.agreement)} of the samples`],
    [
      "spikes",
      `${formatCount(spikes.perSample)} a sample, ${spikes.perNeuron.toFixed(2)} a neuron`,
    ],
    [
      "operations",
      `${formatCount(operations.synapticOps)} additions a sample against ` +
      `${formatCount(operations.annMacs)} multiply-adds of the trained network` +
      (operations.annMacs > 0
        ? ` (${(operations.synapticOps / operations.annMacs).toFixed(2)} ×)`
        : ""),
    ],
    [
      "time",
      `convert ${formatSeconds(seconds.convert)}, trained ${formatSeconds(seconds.ann)}, ` +
      `spiking ${formatSeconds(seconds.simulate)} (${summary.imagesPerSecond.toFixed(1)} samples/s, ` +
      `engine ${summary.engine})`,
    ],
  ];
  const chart = terminalChart(
    summary.curve.map(({ t, correct }) => ({ t, accuracy: correct / samples })),
    { width: Math.min(columns() - 1, 78), height: 12, reference: ann.accuracy },
  );
  return [
    `${summary.model} as a spiking network (recipe ${summary.recipe})`,
    "",
    ...rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`),
    "",
    "  accuracy over time steps (dotted: the trained network)",
    ...chart.trimEnd().split("\n").map((line) => `  ${line}`),
    "",
    ...presentFindings(summary.findings).map((line) => `  ${line}`),
    ...written.map((path) => `  wrote ${path}`),
  ].join("\n");
}

/** How far the spiking network is from the trained one, in points. */
function difference({ ann, snn }: RunSummary): string {
  const points = 100 * (snn.accuracy - ann.accuracy);
  if (points === 0) return "nothing lost";
  return points > 0 ? `${points.toFixed(2)} points gained` : `${(-points).toFixed(2)} points lost`;
}
