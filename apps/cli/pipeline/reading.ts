import type { Finding } from "@snnkit/ir";
import {
  formatStopRule,
  parseStopRule,
  type Readout,
  readsSpikes,
  type StopRule,
} from "@snnkit/sim";
import type { Parsed } from "../options.ts";
import { UserError } from "../user_error.ts";

/** How samples are read and when they end. */
export interface ReadingSettings {
  /** How the class is read. */
  readonly readout: Readout;
  /** How often the clock of a read-out ticks; as the read-out likes where absent. */
  readonly outputRate: number | undefined;
  /** When samples may end early. */
  readonly stop: StopRule;
}

/**
 * What the options say of the read-out.
 *
 * @throws {UserError} Where the stop rule waits for spikes that the read-out never has.
 */
export function readingOf(options: Parsed): ReadingSettings {
  const readout = (options.text("readout") ?? "membrane") as Readout;
  const stop = parseStopRule(options.text("stop") ?? "none");
  if (stop.kind === "first-spike" && !readsSpikes(readout)) {
    throw new UserError(
      `Cannot stop at the first spike as outputs must spike: those of --readout ${readout} never do`,
      "give --readout count, softmax-clocked or softmax-free, or stop by margin=X",
    );
  }
  return { readout, outputRate: options.number("output-rate"), stop };
}

/** What people should know of a read-out before they trust its numbers. */
export function readingFindings(
  { readout, outputRate, stop }: ReadingSettings,
  classes: number,
): Finding[] {
  const rule = formatStopRule(stop);
  const isAlwaysMet = (stop.kind === "margin" && stop.atLeast === 0) ||
    (stop.kind === "entropy" && stop.atMost >= Math.log(classes));
  return [
    ...outputRate !== undefined && readout !== "softmax-clocked"
      ? [{
        code: "options-without-effect",
        message: `Only the read-out softmax-clocked has a clock, so --output-rate has no effect`,
      }]
      : [],
    ...isAlwaysMet
      ? [{
        code: "stop-always-met",
        message:
          `"${rule}" holds for any scores of ${classes} classes, so every sample ends with ` +
          `its first step`,
      }]
      : [],
  ];
}

/** Says where no sample met the rule that could have ended it. */
export function stopFindings(stop: StopRule, meanTimesteps: number, timesteps: number): Finding[] {
  if (stop.kind === "none" || timesteps === 1 || meanTimesteps < timesteps) return [];
  return [{
    code: "stop-never-met",
    message: `No sample met "${formatStopRule(stop)}" before its last step`,
  }];
}
