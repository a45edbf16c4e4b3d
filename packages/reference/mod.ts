/**
 * The slow, obvious definition of every operation and neuron.
 *
 * @module
 */
export * from "./convolution.ts";
export * from "./dense.ts";
export * from "./elementwise.ts";
export * from "./encode_step.ts";
export * from "./estimating_gate_step.ts";
export * from "./evaluate_op.ts";
export * from "./graph_inputs.ts";
export * from "./if_step.ts";
export * from "./max_pool_gate_step.ts";
export * from "./pooling.ts";
export * from "./run_ann.ts";
export * from "./run_rate.ts";
export * from "./softmax.ts";
export * from "./structure.ts";
