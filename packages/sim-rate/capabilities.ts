/** What the platform offers to simulations. */
export interface Capabilities {
  /** WebAssembly with 128-bit vectors and bulk memory, which the event engine is made of. */
  readonly simd: boolean;
  /** Workers, which the threads of a pool are. */
  readonly workers: boolean;
  /** Memory that threads can share; a page has it only where it is cross-origin isolated. */
  readonly sharedMemory: boolean;
}

/**
 * `memory.fill` and `i8x16.splat` in one function: any engine that takes it has vectors and bulk
 * memory.
 */
// deno-fmt-ignore
const PROBE = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // "\0asm", version 1
  0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // one type, () → ()
  0x03, 0x02, 0x01, 0x00, // one function of that type
  0x05, 0x03, 0x01, 0x00, 0x00, // one memory of 0 pages
  0x0a, 0x12, 0x01, 0x10, 0x00, // its body, 16 bytes, no locals
  0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xfc, 0x0b, 0x00, // memory.fill(0, 0, 0)
  0x41, 0x00, 0xfd, 0x0f, 0x1a, 0x0b, // drop(i8x16.splat(0))
);

/**
 * Find out what the platform offers.
 *
 * In Node, whose workers come from `node:worker_threads`, `workers` is false although a pool can have
 * them: a caller there who opens such workers says so, `{ ...detectCapabilities(), workers: true }`.
 *
 * @example
 * ```ts
 * import { detectCapabilities } from "@snnkit/sim-rate";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(detectCapabilities(), { simd: true, workers: true, sharedMemory: true }); // Deno.
 * ```
 */
export function detectCapabilities(): Capabilities {
  return {
    simd: typeof WebAssembly === "object" && WebAssembly.validate(PROBE),
    workers: typeof Worker === "function",
    sharedMemory: typeof SharedArrayBuffer === "function",
  };
}
