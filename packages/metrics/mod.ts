/**
 * Accuracy over time, rate-activation correlation, synaptic operations.
 *
 * @module
 */
export {};
