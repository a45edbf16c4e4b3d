/**
 * Post-training calibration: a converted network is corrected for a wanted number of time steps,
 * from samples without labels; and remedies, each really tried, against the errors that a network
 * suffers from.
 *
 * @module
 */
export * from "./add_current.ts";
export * from "./linear_runner.ts";
export * from "./target_means.ts";
export * from "./calibrate.ts";
export * from "./remedy.ts";
export * from "./choose_remedies.ts";
export * from "./change_neurons.ts";
export * from "./try_remedies.ts";
export * from "./delay_start.ts";
export * from "./error_findings.ts";
export * from "./search_compensation.ts";
export * from "./search_delay.ts";
