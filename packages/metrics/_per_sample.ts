import type { Recording, SampleRecord } from "@snnkit/recording";

/** The class that a sample ended with; −1 where no step was simulated. */
export function lastDecision(record: SampleRecord): number {
  return record.steps > 0 ? record.decisions[record.steps - 1] : -1;
}

/** Refuses anything but one value a sample. */
export function checkPerSample(
  recording: Recording,
  values: ArrayLike<unknown>,
  what: string,
): void {
  if (values.length !== recording.samples.length) {
    throw new TypeError(
      `Cannot measure a recording as it needs one ${what} a sample: received ${values.length} ` +
        `for ${recording.samples.length} samples`,
    );
  }
}
