import type { Network, Simulator, SimulatorOptions } from "@snnkit/sim";
import { createEventSimulator } from "./event_simulator.ts";
import { createReferenceSimulator } from "./reference_simulator.ts";

/** Names of the engines, the fastest first. All of them give the same spikes, bit for bit. */
export const RATE_ENGINES = ["event", "reference"] as const;

/** The name of an engine. */
export type RateEngine = (typeof RATE_ENGINES)[number];

/** What to simulate, and with which engine. */
export interface RateSimulatorOptions extends SimulatorOptions {
  /** Which engine; the fastest unless given. */
  readonly engine?: RateEngine;
}

/**
 * Make a network ready to run with an engine chosen by name.
 *
 * @param network What to simulate.
 * @param options Steps, read-out and engine.
 * @throws {RangeError} As the engine does.
 *
 * @example
 * ```ts
 * import { compileNetwork } from "@snnkit/sim";
 * import { createRateSimulator } from "@snnkit/sim-rate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const network = compileNetwork(tinyRateGraph());
 * const simulator = await createRateSimulator(network, { timesteps: 8 });
 * const size = network.input.shape.reduce((product, length) => product * length, 1);
 * assertEquals(simulator.simulate(new Float32Array(size).fill(0.5)).steps, 8);
 * simulator.dispose();
 * ```
 */
export async function createRateSimulator(
  network: Network,
  options: RateSimulatorOptions,
): Promise<Simulator> {
  const { engine = RATE_ENGINES[0], ...rest } = options;
  switch (engine) {
    case "event":
      return await createEventSimulator(network, rest);
    case "reference":
      return createReferenceSimulator(network, rest);
    default:
      engine satisfies never;
      throw new RangeError(
        `Cannot simulate as the engine must be one of ${
          RATE_ENGINES.join(", ")
        }: received "${engine}"`,
      );
  }
}
