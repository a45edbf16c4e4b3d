/**
 * Passes and recipes that turn a trained network into a spiking one.
 *
 * {@linkcode prepareAnn} cleans a network up, activation statistics are collected on the nodes of
 * {@linkcode calibrationNodes}, and {@linkcode convertToRate} gives the spiking network. Every pass
 * and step is there on its own, too.
 *
 * @module
 */
export * from "./prepare_ann.ts";
export * from "./calibration_nodes.ts";
export * from "./convert_to_rate.ts";
export * from "./convert_to_ttfs.ts";
export * from "./explain_spiking.ts";
export * from "./conversion_error.ts";
export * from "./recipe.ts";
export * from "./registry.ts";
export * from "./ttfs_registry.ts";
export * from "./resolve_options.ts";
export * from "./recipes/rueckauer2017.ts";
export * from "./recipes/hu2018.ts";
export * from "./recipes/cao2015.ts";
export * from "./recipes/diehl2015_model.ts";
export * from "./recipes/diehl2015_data.ts";
export * from "./recipes/calibrated.ts";
export * from "./recipes/ttfs_exact.ts";
export * from "./recipes/ttfs_rueckauer2018.ts";
export * from "./fold_constants.ts";
export * from "./absorb_constants.ts";
export * from "./rewrite_as_linear.ts";
export * from "./drop_final_softmax.ts";
export * from "./fold_batch_norm.ts";
export * from "./drop_identities.ts";
export * from "./merge_pads.ts";
export * from "./activate_before_max_pool.ts";
export * from "./split_leaky_relu.ts";
export * from "./replace_clip.ts";
export * from "./merge_roundings.ts";
export * from "./drop_roundings.ts";
export * from "./fold_affine.ts";
export * from "./quantise_weights.ts";
export * from "./binarise_weights.ts";
export * from "./quantise_activations.ts";
export * from "./populate_average_pools.ts";
export * from "./population_scale.ts";
export * from "./normalise_activations.ts";
export * from "./encode_input.ts";
export * from "./lower_to_rate.ts";
export * from "./choose_windows.ts";
export * from "./lower_to_ttfs.ts";
