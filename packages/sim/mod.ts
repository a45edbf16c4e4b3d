/**
 * The simulator contract: populations and synapses, input coding, read-outs.
 *
 * @module
 */
export {};
