/**
 * The slow, obvious definition of every operation and neuron.
 *
 * @module
 */
export {};
