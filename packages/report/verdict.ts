import { type RunSummary, timeToReach, wilsonInterval } from "@snnkit/metrics";
import { amount, percent, plural, three } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";

/**
 * What a run means, in a few plain sentences worked out from its numbers: how much accuracy was
 * lost, how sure that is, whether both networks agree, how long and how many operations it took.
 * Where no trained network was run, nothing is said of one.
 *
 * @example
 * ```ts
 * import { verdict } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * const [first] = verdict({
 *   model: "tiny.onnx",
 *   recipe: "calibrated",
 *   code: "rate",
 *   engine: "event",
 *   precision: "f32",
 *   threads: 1,
 *   seed: 0,
 *   samples: 100,
 *   timesteps: 2,
 *   ann: { correct: 92, accuracy: 0.92 },
 *   snn: { correct: 90, accuracy: 0.9, agreement: 0.97 },
 *   curve: [{ t: 1, correct: 50, synapticOps: 10 }, { t: 2, correct: 90, synapticOps: 20 }],
 *   spikes: { perSample: 5, perNeuron: 0.5, layers: [] },
 *   operations: { annMacs: 40, synapticOps: 20 },
 *   latency: { meanTimesteps: 2 },
 *   seconds: { load: 0, convert: 0, ann: 0, simulate: 1 },
 *   imagesPerSecond: 100,
 *   findings: [],
 * });
 * assertEquals(
 *   first.replaceAll("\u00a0", " "),
 *   "The spiking network got 90 of 100 samples right (90 %), the original network 92 (92 %): " +
 *     "2 percentage points were lost.",
 * );
 * ```
 */
export function verdict(summary: RunSummary): string[] {
  return [
    accuracySentence(summary),
    certaintySentence(summary),
    ...timeSentences(summary),
    operationsSentence(summary),
  ];
}

function accuracySentence(summary: RunSummary): string {
  const { samples, ann, snn } = summary;
  const result = `The spiking network got ${snn.correct} of ${plural(samples, "sample")} right ` +
    `(${percent(snn.accuracy)})`;
  if (!hasOriginal(summary)) return `${result}.`;
  const points = 100 * (snn.accuracy - ann.accuracy);
  const size = three(Math.abs(points));
  const change = snn.correct === ann.correct
    ? "no accuracy was lost"
    : `${size} percentage point${size === "1" ? " was" : "s were"} ${
      points < 0 ? "lost" : "gained"
    }`;
  return `${result}, the original network ${ann.correct} (${percent(ann.accuracy)}): ${change}.`;
}

function certaintySentence(summary: RunSummary): string {
  const { samples, snn } = summary;
  const [low, high] = wilsonInterval(snn.correct, samples);
  const certainty = `pin the spiking network's accuracy down to ${percent(low)} … ` +
    `${percent(high)} (95\u00a0% confidence).`;
  if (!hasOriginal(summary)) return `The ${plural(samples, "sample")} ${certainty}`;
  const same = snn.agreement === 1
    ? "Both gave the same answer every time"
    : `Both gave the same answer in ${percent(snn.agreement)} of the cases`;
  return `${same}; ${plural(samples, "sample")} ${certainty}`;
}

function timeSentences(summary: RunSummary): string[] {
  const { samples, timesteps, ann, snn, latency } = summary;
  const curve = summary.curve.map((point) => ({ ...point, accuracy: point.correct / samples }));
  const sentences: string[] = [];
  const settled = timeToReach(curve, 0.99 * snn.accuracy);
  if (settled !== undefined && snn.correct > 0) {
    const level = hasOriginal(summary) ? timeToReach(curve, ann.accuracy) : undefined;
    const met = level === undefined
      ? ""
      : `, and as accurate as the original from step ${level} on`;
    sentences.push(
      `From time step ${settled} of ${timesteps} on it was within 1\u00a0% of its final ` +
        `accuracy${met}.`,
    );
  }
  if (latency.meanTimesteps < timesteps) {
    sentences.push(
      `Samples ended early where the answer was clear: after ${three(latency.meanTimesteps)} ` +
        `steps on average.`,
    );
  }
  return sentences;
}

function operationsSentence(summary: RunSummary): string {
  const { annMacs, synapticOps } = summary.operations;
  const cost = `One sample took ${amount(Math.round(summary.spikes.perSample))} spikes, which ` +
    `caused ${amount(Math.round(synapticOps))} additions`;
  if (!hasOriginal(summary)) return `${cost}.`;
  const ratio = synapticOps / annMacs;
  const times = ratio >= 1
    ? `${three(ratio)} additions for each multiply-add`
    : `one addition for every ${three(1 / ratio)} multiply-adds`;
  return `${cost}, where the original network needs ${amount(annMacs)} multiply-adds: ` +
    `${synapticOps > 0 ? times : "no additions at all"}.`;
}
