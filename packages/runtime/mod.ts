/**
 * Runs trained networks on ONNX Runtime and streams activation statistics.
 *
 * @module
 */
export * from "./collect_activation_stats.ts";
export * from "./create_ann_runner.ts";
export * from "./create_model_runner.ts";
export * from "./create_session.ts";
export * from "./ort_module.ts";
export * from "./runner.ts";
export * from "./session.ts";
export * from "./session_options.ts";
export * from "./warm_up.ts";
