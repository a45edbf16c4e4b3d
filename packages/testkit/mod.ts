/**
 * Tiny graphs, allClose and seeded inputs for tests.
 *
 * @module
 */
export {};
