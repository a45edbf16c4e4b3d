/**
 * Rate-coded simulation, event-driven in WebAssembly.
 *
 * @module
 */
export * from "./reference_simulator.ts";
export * from "./event_simulator.ts";
export * from "./create_rate_simulator.ts";
