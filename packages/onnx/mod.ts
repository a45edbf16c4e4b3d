/**
 * ONNX bytes to AnnGraph and back.
 *
 * @module
 */
export * from "./import_onnx.ts";
export * from "./export_onnx.ts";
export * from "./create_program.ts";
export * from "./read_onnx_tensor.ts";
export * from "./supported_ops.ts";
export * from "./unsupported_op_error.ts";
