/**
 * Simulates networks that code by the time of the first spike.
 *
 * @module
 */
export * from "./timed_network.ts";
export * from "./ttfs_simulator.ts";
export * from "./output_readout.ts";
export * from "./early_decision.ts";
export * from "./event_simulator.ts";
export * from "./reference_simulator.ts";
export * from "./ramp_simulator.ts";
