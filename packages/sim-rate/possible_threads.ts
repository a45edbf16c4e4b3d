import type { Finding } from "@snnkit/ir";
import { type Capabilities, detectCapabilities } from "./capabilities.ts";

/** A number of threads that the platform can run. */
export interface PossibleThreads {
  /** How many. */
  readonly threads: number;
  /** What to say where they are fewer than wanted, or need more memory than elsewhere. */
  readonly findings: readonly Finding[];
}

/**
 * The threads that are wanted, or the only one where the platform has no workers. Where threads cannot
 * share memory, each has weights of its own.
 *
 * @example
 * ```ts
 * import { possibleThreads } from "@snnkit/sim-rate";
 * import { assertEquals } from "@std/assert";
 *
 * const bare = { simd: true, workers: false, sharedMemory: false };
 * const { threads, findings } = possibleThreads(4, bare);
 * assertEquals([threads, findings[0].code], [1, "no-workers"]);
 * ```
 */
export function possibleThreads(
  wanted: number,
  capabilities: Capabilities = detectCapabilities(),
): PossibleThreads {
  const { workers, sharedMemory } = capabilities;
  if (wanted <= 1 || (workers && sharedMemory)) return { threads: wanted, findings: [] };
  if (!workers) {
    const message = `There are no workers here, so one thread simulates instead of ${wanted}`;
    return { threads: 1, findings: [{ code: "no-workers", message }] };
  }
  const message = `Threads cannot share memory here, so each of ${wanted} has a copy of the ` +
    `weights; a page shares it where it is cross-origin isolated`;
  return { threads: wanted, findings: [{ code: "no-shared-memory", message }] };
}
