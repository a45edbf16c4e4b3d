/**
 * Passes and recipes that turn a trained network into a spiking one.
 *
 * @module
 */
export {};
