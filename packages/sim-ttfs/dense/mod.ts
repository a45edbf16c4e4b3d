/**
 * Networks of first spikes as matrix products on ONNX Runtime.
 *
 * @module
 */
export * from "./dense_graph.ts";
export * from "./dense_simulator.ts";
