import type { RateEngine } from "@snnkit/sim-rate";

/** What people may ask for. */
export const ENGINE_CHOICES = ["auto", "event", "dense", "reference"] as const;

/** What was asked for. */
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** The engine for work on single samples in this thread, where the dense engine has no advantage. */
export function singleEngine(choice: EngineChoice): RateEngine {
  return choice === "reference" ? "reference" : "event";
}
