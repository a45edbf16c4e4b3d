/**
 * The simulator contract: populations and synapses, read-outs, and what every engine must do.
 *
 * @module
 */
export * from "./layout.ts";
export * from "./synapse.ts";
export * from "./network.ts";
export * from "./for_each_target.ts";
export * from "./compile_network.ts";
export * from "./analog_currents.ts";
export * from "./round_to_grid.ts";
export * from "./fix_network.ts";
export * from "./confidence.ts";
export * from "./stop_rule.ts";
export * from "./readout.ts";
export * from "./layers_of.ts";
export * from "./simulator.ts";
export * from "./spike_encoder.ts";
