import { sizeOf } from "@snnkit/tensor";
import type { Recording, SampleRecord } from "./recording.ts";

/** More problems than this are counted, not listed. */
const LISTED = 10;

/**
 * Check that a recording's arrays fit each other.
 *
 * @throws {TypeError} Listing what does not fit, the first ten by name.
 *
 * @example
 * ```ts
 * import { verifyRecording } from "@snnkit/recording";
 *
 * verifyRecording({ timesteps: 8, layers: [], samples: [] }); // Does not throw.
 * ```
 */
export function verifyRecording(recording: Recording): void {
  const { timesteps, layers, samples } = recording;
  const problems: string[] = [];
  if (!isCount(timesteps)) problems.push(`"timesteps" must be a whole number ≥ 0: ${timesteps}`);
  for (const { id, shape, neurons } of layers) {
    if (!shape.every(isCount) || sizeOf(shape) !== neurons) {
      problems.push(`layer "${id}" of shape [${shape.join(", ")}] cannot have ${neurons} neurons`);
    }
  }
  const ids = layers.map((layer) => layer.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    problems.push(`layer "${id}" is listed more than once`);
  }
  samples.forEach((sample, at) => {
    for (const problem of sampleProblems(recording, sample)) {
      problems.push(`sample ${at}: ${problem}`);
    }
  });
  if (problems.length === 0) return;
  const shown = problems.slice(0, LISTED).map((problem) => `\n- ${problem}`).join("");
  const more = problems.length > LISTED ? `\n- and ${problems.length - LISTED} more` : "";
  throw new TypeError(`Cannot use a recording as its arrays must fit each other:${shown}${more}`);
}

function sampleProblems(recording: Recording, sample: SampleRecord): string[] {
  const { timesteps, layers } = recording;
  const { steps, decisions, spikes, synapticOps, counts, potentials, confidence } = sample;
  const problems: string[] = [];
  if (!isCount(steps) || steps > timesteps) {
    problems.push(`"steps" must be a whole number in 0 … ${timesteps}: ${steps}`);
  }
  const expect = (name: string, wanted: number, got: number): void => {
    if (got !== wanted) problems.push(`"${name}" must hold ${wanted} values: ${got}`);
  };
  expect("decisions", steps, decisions.length);
  expect("spikes", steps * layers.length, spikes.length);
  expect("synapticOps", steps, synapticOps.length);
  if (confidence) expect("confidence", steps, confidence.length);
  if (counts) {
    expect("counts", layers.length, counts.length);
    layers.forEach((layer, at) => {
      if (counts[at]) expect(`counts of ${layer.id}`, layer.neurons, counts[at].length);
    });
  }
  if (potentials) {
    expect("potentials", layers.length, potentials.length);
    layers.forEach((layer, at) => {
      const { length } = potentials[at] ?? [];
      // Gates have none.
      if (length !== 0) expect(`potentials of ${layer.id}`, layer.neurons, length);
    });
  }
  return problems;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
