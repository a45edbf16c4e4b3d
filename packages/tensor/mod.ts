/**
 * Shapes, dense float32 tensors, index arithmetic and a seeded random generator.
 *
 * @module
 */
export * from "./shape.ts";
export * from "./tensor.ts";
export * from "./broadcast.ts";
export * from "./random.ts";
export * from "./crc32.ts";
