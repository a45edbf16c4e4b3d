/**
 * The dense engine: blocks of steps as ONNX graphs, on ONNX Runtime.
 *
 * @module
 */
export * from "./count_synapses.ts";
export * from "./dense_simulator.ts";
