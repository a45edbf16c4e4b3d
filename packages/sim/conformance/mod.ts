/**
 * What every simulator must do: cases computed by hand, and random networks to compare engines on.
 *
 * @module
 */
export * from "./cases.ts";
export * from "./check.ts";
export * from "./random_graph.ts";
