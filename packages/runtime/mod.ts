/**
 * Runs trained networks on ONNX Runtime and streams activation statistics.
 *
 * @module
 */
export {};
