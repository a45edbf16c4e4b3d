/**
 * ONNX bytes to AnnGraph and back.
 *
 * @module
 */
export {};
