import type { TtfsSummary } from "@snnkit/metrics";
import { formatPercent } from "../present/format.ts";

/** Layers shown of an explanation. */
const MOST = 40;

/** What first spikes have besides what all runs have, as lines. */
export function presentTtfs({ samples, ttfs }: TtfsSummary): string {
  const { windows, duration, ticks, inside, outside, decisions, disturbance } = ttfs;
  const time = duration > 0
    ? `${windows} windows, ${Number(duration.toPrecision(4))} in units of activations` +
      (ticks === undefined ? "" : `, ${ticks} ticks each`)
    : `${windows} layers of neurons without windows`;
  const rows: (readonly [string, string])[] = [
    ["latency", time],
    ...decisions
      ? [
        [
          "decided",
          `after ${formatPercent(decisions.meanShare)} of the last window on average, before its ` +
          `end on ${formatPercent(decisions.early)} of the samples`,
        ] as const,
      ]
      : [],
    ...duration > 0
      ? [
        [
          "in windows",
          `${inside.samples} of ${samples} samples: same class on ${inside.agreeing}, outputs off by ` +
          `at most ${inside.worst.toExponential(1)} of the largest`,
        ] as const,
      ]
      : [],
    ...outside.samples > 0
      ? [
        [
          "beyond",
          `${outside.samples} samples: same class on ${outside.agreeing}, outputs off by at most ` +
          `${outside.worst.toExponential(1)}`,
        ] as const,
      ]
      : [],
    ...disturbance
      ? [["disturbed", `jitter ${disturbance.jitter}, missing ${disturbance.missing}`] as const]
      : [],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`).join("\n");
}

/** Which layers' activations left their windows, as a table. */
export function presentWindows({ samples, ttfs: { layers } }: TtfsSummary): string {
  const width = Math.max(5, ...layers.map(({ name }) => name.length));
  const rows = layers.slice(0, MOST).map((layer) => {
    const window = layer.window?.map((time) => time.toFixed(3)).join(" … ") ?? "";
    const left = `${layer.clippedSamples}`.padStart(8);
    const neurons = `${layer.clippedNeurons}`.padStart(8);
    const spikes = layer.spikesPerNeuron.toFixed(3).padStart(8);
    return `  ${layer.name.padEnd(width)}  ${window.padEnd(22)}${spikes}${left}${neurons}`;
  });
  const more = layers.length - rows.length;
  return [
    `  windows left, of ${samples} samples`,
    `  ${"layer".padEnd(width)}  ${"window".padEnd(22)}${"spikes".padStart(8)}` +
    `${"samples".padStart(8)}${"neurons".padStart(8)}`,
    ...rows,
    ...more > 0 ? [`  and ${more} more layers`] : [],
  ].join("\n");
}
