/**
 * Decoders of data-set bytes into samples and labels.
 *
 * @module
 */
export {};
