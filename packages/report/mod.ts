/**
 * Metrics to charts and one self-contained HTML file.
 *
 * @module
 */
export {};
