/**
 * Small ONNX files written by hand, as tests of whatever reads ONNX want them.
 *
 * @module
 */
export * from "./make_model.ts";
