/**
 * What every simulator of first spikes must do.
 *
 * @module
 */
export * from "./random_graph.ts";
export * from "./cases.ts";
export * from "./check.ts";
