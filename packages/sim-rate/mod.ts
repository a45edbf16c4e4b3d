/**
 * Rate-coded simulation, event-driven in WebAssembly.
 *
 * @module
 */
export * from "./reference_simulator.ts";
export * from "./event_simulator.ts";
