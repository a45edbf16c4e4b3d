import type { Network, Simulator, SimulatorOptions } from "@snnkit/sim";
import type { Capabilities } from "./capabilities.ts";
import { createEventSimulator } from "./event_simulator.ts";
import { possibleEngine } from "./possible_engine.ts";
import { createReferenceSimulator } from "./reference_simulator.ts";

/** Names of the engines, the fastest first. All of them give the same spikes, bit for bit. */
export const RATE_ENGINES = ["event", "reference"] as const;

/** The name of an engine. */
export type RateEngine = (typeof RATE_ENGINES)[number];

/** What to simulate, and with which engine. */
export interface RateSimulatorOptions extends SimulatorOptions {
  /** Which engine; the fastest unless given. */
  readonly engine?: RateEngine;
  /** What the platform offers; as is found out unless given. */
  readonly capabilities?: Capabilities;
}

/**
 * Make a network ready to run with an engine chosen by name, or with the reference where the platform
 * cannot run that one: a finding of the simulator says so.
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
  const { engine: wanted = RATE_ENGINES[0], capabilities, ...rest } = options;
  const { engine, findings } = possibleEngine(wanted, capabilities);
  switch (engine) {
    case "event":
      return await createEventSimulator(network, rest);
    case "reference":
      return { ...createReferenceSimulator(network, rest), findings };
    default:
      engine satisfies never;
      throw new RangeError(
        `Cannot simulate as the engine must be one of ${
          RATE_ENGINES.join(", ")
        }: received "${engine}"`,
      );
  }
}
