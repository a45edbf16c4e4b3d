// Not the whole of cli/mod.js: the npm package lacks a file that its unicode_width.js reads.
// @ts-types="./cli.d.ts"
export * from "deno-std/cli/parse_args.js";
