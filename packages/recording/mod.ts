/**
 * What happened in a simulation, as plain data: spike counts per sample and step, grids and events
 * of single layers, and a compact file form.
 *
 * @module
 */
export * from "./recording.ts";
export * from "./first_spike_record.ts";
export * from "./layer_recording.ts";
export * from "./firing_rates.ts";
export * from "./events_from_grid.ts";
export * from "./grid_from_events.ts";
export * from "./verify_recording.ts";
export * from "./merge_recordings.ts";
export * from "./encode_recording.ts";
export * from "./decode_recording.ts";
