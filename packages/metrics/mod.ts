/**
 * What a run was worth: accuracy over time, agreement with the trained network, spikes and
 * operations, how well rates stand for activations.
 *
 * @module
 */
export * from "./arg_max.ts";
export * from "./top_k.ts";
export * from "./wilson_interval.ts";
export * from "./pearson.ts";
export * from "./agreement.ts";
export * from "./confusion_matrix.ts";
export * from "./run_metrics.ts";
export * from "./accuracy_curve.ts";
export * from "./anytime_curve.ts";
export * from "./layer_rates.ts";
export * from "./latency.ts";
export * from "./rate_correlation.ts";
export * from "./rate_activation_correlation.ts";
export * from "./constant_answer.ts";
export * from "./layer_errors.ts";
export * from "./error_layer.ts";
export * from "./plan_errors.ts";
export * from "./error_decomposition.ts";
export * from "./error_overview.ts";
export * from "./run_summary.ts";
export * from "./summarise.ts";
export * from "./ttfs_metrics.ts";
export * from "./ttfs_summary.ts";
