/**
 * Tiny graphs, allClose and seeded inputs for tests.
 *
 * @module
 */
export * from "./all_close.ts";
export * from "./random_tensor.ts";
export * from "./layers.ts";
export * from "./tiny_conv_net.ts";
export * from "./tiny_res_net.ts";
export * from "./tiny_rate_graph.ts";
export * from "./grid_sample.ts";
export * from "./arbitrary_ann_graph.ts";
export * from "./arbitrary_rate_graph.ts";
export * from "./tiny_recording.ts";
