import type { Finding } from "@snnkit/ir";
import { type Capabilities, detectCapabilities } from "./capabilities.ts";
import type { RateEngine } from "./create_rate_simulator.ts";

/** An engine that the platform can run. */
export interface PossibleEngine {
  /** The engine. */
  readonly engine: RateEngine;
  /** What to say where it is not the one that was wanted. */
  readonly findings: readonly Finding[];
}

/**
 * The engine that is wanted, or the one that takes its place where the platform cannot run it: the
 * reference, slow and everywhere. All engines give the same spikes.
 *
 * @example
 * ```ts
 * import { possibleEngine } from "@snnkit/sim-rate";
 * import { assertEquals } from "@std/assert";
 *
 * const old = { simd: false, workers: true, sharedMemory: true };
 * const { engine, findings } = possibleEngine("event", old);
 * assertEquals([engine, findings[0].code], ["reference", "no-simd"]);
 * ```
 */
export function possibleEngine(
  wanted: RateEngine,
  capabilities: Capabilities = detectCapabilities(),
): PossibleEngine {
  if (wanted !== "event" || capabilities.simd) return { engine: wanted, findings: [] };
  const message = "WebAssembly has no SIMD here, which the event engine needs, so the reference " +
    "engine simulates: the same spikes, but many times slower";
  return { engine: "reference", findings: [{ code: "no-simd", message }] };
}
