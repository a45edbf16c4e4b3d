import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type LayerCost, terminalProfile } from "./terminal_profile.ts";

const layer = (
  name: string,
  seconds: number,
  kernels: readonly string[] = ["rows"],
): LayerCost => ({
  ...{ name, kernels, seconds, share: seconds / 0.04 },
  ...{ spikes: 1000 * seconds, opsPerSecond: kernels.length === 0 ? 0 : 5e9 },
});
const layers = [
  layer("/layer1/layer1.0/relu", 0.01, ["rows", "points"]),
  layer("/layer1/layer1.1/relu", 0.02),
  layer("/pool", 0.005, []),
];

Deno.test("terminalProfile() draws bars as long as the times", () => {
  const bars = terminalProfile(layers, 100).trimEnd().split("\n").slice(1)
    .map((line) => line.match(/█*$/)![0].length);
  assertEquals(bars, [12, 24, 6]);
});

Deno.test("terminalProfile() keeps to its width, without bars where there is no room", () => {
  for (const width of [110, 80, 70]) {
    const lines = terminalProfile(layers, width).trimEnd().split("\n");
    assertEquals(lines.length, 4);
    assert(lines.every((line) => line.length <= width), `${width}:\n${lines.join("\n")}`);
  }
  assert(!terminalProfile(layers, 70).includes("█"));
});

Deno.test("terminalProfile() says of what is not there that it is not there", () => {
  assertEquals(terminalProfile([]), "");
  const [, row] = terminalProfile([layer("x", 0, [])], 60).split("\n");
  assertStringIncludes(row, "0.00      0 %        0         ·  –");
});
