/**
 * Post-training calibration: a converted network is corrected for a wanted number of time steps,
 * from samples without labels.
 *
 * @module
 */
export * from "./add_current.ts";
export * from "./probe_population.ts";
export * from "./target_means.ts";
export * from "./calibrate.ts";
