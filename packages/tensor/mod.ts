/**
 * Shapes, dense float32 tensors, index arithmetic and seeded random generators.
 *
 * @module
 */
export * from "./shape.ts";
export * from "./tensor.ts";
export * from "./broadcast.ts";
export * from "./random.ts";
export * from "./threefry.ts";
export * from "./crc32.ts";
export * from "./round_half_even.ts";
