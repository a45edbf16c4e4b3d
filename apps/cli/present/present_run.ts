import { type RunSummary, soonestPoint } from "@snnkit/metrics";
import { terminalChart } from "@snnkit/report/terminal-chart";
import { formatCount, formatPercent, formatSeconds } from "./format.ts";
import { presentFindings } from "./present_findings.ts";

/** A stop rule that takes a larger share of the steps than this is not worth a line. */
const WORTHWHILE = 0.9;

/** What is shown of a run, and where. */
export interface RunView {
  /** The run in numbers. */
  readonly summary: RunSummary;
  /** Whether there was a trained network to compare with. */
  readonly compared: boolean;
  /** Files that were written. */
  readonly written: readonly string[];
  /** Columns of the terminal. */
  readonly columns: number;
}

/** A run as text for a person: accuracies, the curve over time, costs, notes, files written. */
export function presentRun({ summary, compared, written, columns }: RunView): string {
  const { ann, samples } = summary;
  const chart = terminalChart(
    summary.curve.map(({ t, correct }) => ({ t, accuracy: correct / samples })),
    {
      width: Math.min(columns - 3, 78),
      height: 12,
      ...compared && { reference: ann.accuracy },
    },
  );
  const dotted = compared ? " (dotted: the trained network)" : "";
  const rows = rowsOf(summary, compared).map(([name, value]) => `  ${name.padEnd(16)}${value}`);
  return [
    `${summary.model} as a spiking network (recipe ${summary.recipe})`,
    "",
    ...rows,
    "",
    `  accuracy over time steps${dotted}`,
    ...chart.trimEnd().split("\n").map((line) => `  ${line}`),
    "",
    ...presentFindings(summary.findings).map((line) => `  ${line}`),
    ...written.map((path) => `  wrote ${path}`),
  ].join("\n").trimEnd();
}

function rowsOf(summary: RunSummary, compared: boolean): (readonly [string, string])[] {
  const { ann, snn, samples, spikes, operations, seconds } = summary;
  const { annMacs, synapticOps } = operations;
  const share = (score: { readonly accuracy: number; readonly correct: number }): string =>
    `${formatPercent(score.accuracy)}  (${score.correct} of ${samples})`;
  const against = compared && annMacs > 0
    ? ` against ${formatCount(annMacs)} multiply-adds (${(synapticOps / annMacs).toFixed(2)} ×)`
    : "";
  return [
    ["trained network", compared ? share(ann) : "not in the file"],
    [
      "spiking network",
      `${share(snn)} after ${stepsOf(summary)}${compared ? `, ${difference(summary)}` : ""}`,
    ],
    ...stoppingRow(summary),
    ...compared
      ? [["same answer", `on ${formatPercent(snn.agreement)} of the samples`] as const]
      : [],
    [
      "spikes",
      `${formatCount(spikes.perSample)} a sample, ${spikes.perNeuron.toFixed(2)} a neuron`,
    ],
    ["operations", `${formatCount(synapticOps)} additions a sample${against}`],
    [
      "time",
      `convert ${formatSeconds(seconds.convert)}, trained ${formatSeconds(seconds.ann)}, ` +
      `spiking ${formatSeconds(seconds.simulate)}`,
    ],
    ["speed", `${summary.imagesPerSecond.toFixed(1)} samples/s, engine ${summary.engine}`],
  ];
}

function stepsOf({ stop = "none", timesteps }: RunSummary): string {
  return stop === "none" ? `${timesteps} steps` : `at most ${timesteps} steps`;
}

/** What ending samples early did, or could do. */
function stoppingRow(summary: RunSummary): (readonly [string, string])[] {
  const { stop = "none", latency: { meanTimesteps }, timesteps, anytime, snn } = summary;
  if (stop !== "none") {
    const mean = meanTimesteps.toFixed(2);
    return [["early stops", `stopped after ${mean} steps on average, by ${stop}`]];
  }
  const soonest = anytime && soonestPoint(anytime.points, snn.correct);
  if (soonest === undefined || soonest.meanTimesteps > WORTHWHILE * timesteps) return [];
  const rule = `${anytime!.criterion}=${soonest.threshold}`;
  const after = soonest.meanTimesteps.toFixed(2);
  return [["early stops", `--stop ${rule} would end after ${after} steps on average, as accurate`]];
}

/** How far the spiking network is from the trained one, in points. */
function difference({ ann, snn }: RunSummary): string {
  const points = 100 * (snn.accuracy - ann.accuracy);
  if (points === 0) return "nothing lost";
  return points > 0 ? `${points.toFixed(2)} points gained` : `${(-points).toFixed(2)} points lost`;
}
