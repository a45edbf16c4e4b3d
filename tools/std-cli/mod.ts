// @ts-types="./cli.d.ts"
export * from "deno-std/cli/mod.js";
