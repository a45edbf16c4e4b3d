import type * as ort from "onnxruntime-web";

/**
 * ONNX Runtime itself: the part of its interface that this package uses, which every build of
 * `onnxruntime-web` and `onnxruntime-node` have in common.
 */
export type OrtModule = Pick<typeof ort, "env" | "InferenceSession" | "Tensor">;

/** A loaded model, as ONNX Runtime hands it out. */
export type OrtSession = ort.InferenceSession;
