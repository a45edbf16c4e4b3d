/**
 * Rate-coded simulation, event-driven in WebAssembly.
 *
 * @module
 */
export {};
