import { assertEquals } from "@std/assert";
import { nearest } from "./nearest.ts";

const KNOWN = ["calibrate", "calibrate-limit", "limit", "data", "timesteps"];

Deno.test("nearest() finds the word that was meant, and none for nonsense", () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["limit", "limit"],
    ["limits", "limit"],
    ["lmit", "limit"],
    ["calib", "calibrate"],
    ["calibrate-l", "calibrate-limit"],
    ["timestep", "timesteps"],
    ["dat", "data"],
    ["xyzzy", undefined],
    ["l", undefined],
    ["", undefined],
  ];
  for (const [word, expected] of rows) assertEquals(nearest(word, KNOWN), expected, word);
  assertEquals(nearest("limit", []), undefined);
});
