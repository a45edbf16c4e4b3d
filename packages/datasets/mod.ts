/**
 * Decoders of data-set bytes into samples and labels, and the preprocessing that turns a sample
 * into a network's input.
 *
 * @module
 */
export * from "./samples.ts";
export * from "./data_spec.ts";
export * from "./parse_data_spec.ts";
export * from "./format_data_spec.ts";
export * from "./data_paths.ts";
export * from "./decode_data.ts";
export * from "./decode_idx.ts";
export * from "./decode_cifar10.ts";
export * from "./decode_cifar100.ts";
export * from "./decode_npz.ts";
export * from "./decode_rgb8.ts";
export * from "./decode_images.ts";
export * from "./maybe_gunzip.ts";
export * from "./preprocessing.ts";
export * from "./preprocess.ts";
export * from "./dataset.ts";
export * from "./check_labels.ts";
