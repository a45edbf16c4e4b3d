/**
 * What happened in a simulation, as plain data.
 *
 * @module
 */
export * from "./recording.ts";
