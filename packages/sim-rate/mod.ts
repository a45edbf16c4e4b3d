/**
 * Rate-coded simulation, event-driven in WebAssembly.
 *
 * @module
 */
export * from "./reference_simulator.ts";
export * from "./event_simulator.ts";
export * from "./event_profile.ts";
export * from "./create_rate_simulator.ts";
export * from "./capabilities.ts";
export * from "./possible_engine.ts";
export * from "./possible_threads.ts";
export * from "./create_simulator_pool.ts";
export * from "./simulate_in_order.ts";
export * from "./serve_simulator.ts";
export * from "./share_arrays.ts";
export * from "./worker_port.ts";
