/**
 * The graphs of snnkit. A model is a value: plain, readonly, serialisable data.
 *
 * @module
 */
export * from "./graph.ts";
export * from "./linear_op.ts";
export * from "./ann_op.ts";
export * from "./encode.ts";
export * from "./rate_op.ts";
export * from "./ttfs_op.ts";
export * from "./graph_op.ts";
export * from "./infer_shape.ts";
export * from "./graph_builder.ts";
export * from "./graph_index.ts";
export * from "./invalid_graph_error.ts";
export * from "./verify_ann.ts";
export * from "./verify_rate.ts";
export * from "./verify_ttfs.ts";
export * from "./snn_file.ts";
export * from "./ttfs_file.ts";
export * from "./run_passes.ts";
export * from "./print_graph.ts";
export * from "./parse_graph.ts";
export * from "./count_macs.ts";
export * from "./count_parameters.ts";
export * from "./activation_stats.ts";
export * from "./distribution.ts";
export * from "./finding.ts";
