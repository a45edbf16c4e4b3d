import type { Preprocessing } from "@snnkit/datasets";
import type { Finding } from "@snnkit/ir";
import type { Parsed } from "../options.ts";
import type { Setting } from "@snnkit/report";

/** What the options say of preprocessing; which samples are taken is not part of it. */
export function preprocessingOf(options: Parsed): Preprocessing {
  const mean = options.numbers("mean");
  const std = options.numbers("std");
  return {
    scale: options.number("scale") ?? 1 / 255,
    ...(mean && { mean }),
    ...(std && { std }),
    channels: options.text("channels") === "bgr" ? "bgr" : "rgb",
    layout: (options.text("layout") ?? "auto") as "nchw" | "nhwc" | "auto",
  };
}

/** The part that changes what a network sees, as a line to store and to compare. */
export function preprocessingNote({ scale, mean, std, channels }: Preprocessing): string {
  return JSON.stringify({ scale, mean, std, channels });
}

/** Preprocessing for the report's table. */
export function preprocessingSettings(preprocessing: Preprocessing): Setting[] {
  const { scale = 1 / 255, mean, std, channels } = preprocessing;
  return [
    { name: "Scale", value: String(Number(scale.toPrecision(6))) },
    ...mean ? [{ name: "Mean", value: mean.join(", ") }] : [],
    ...std ? [{ name: "Standard deviation", value: std.join(", ") }] : [],
    ...channels === "bgr" ? [{ name: "Channels", value: "blue, green, red" }] : [],
  ];
}

/** Says where a network is run on data prepared otherwise than those it was calibrated on. */
export function preprocessingFindings(
  model: string,
  stored: string | undefined,
  preprocessing: Preprocessing,
): Finding[] {
  const now = preprocessingNote(preprocessing);
  if (stored === undefined || stored === now) return [];
  return [{
    code: "preprocessing-differs",
    message: `"${model}" was calibrated with ${describe(stored)}, and runs with ${describe(now)}`,
  }];
}

/** A note in words, e.g. `"scale 0.00392, mean 0.5"`. */
function describe(note: string): string {
  try {
    const entries = Object.entries(JSON.parse(note) as Record<string, unknown>);
    return entries.map(([name, value]) => {
      const values = [value].flat().map((v) => typeof v === "number" ? +v.toPrecision(3) : v);
      return `${name} ${values.join(",")}`;
    }).join(", ");
  } catch {
    return note; // Another tool's own words.
  }
}
