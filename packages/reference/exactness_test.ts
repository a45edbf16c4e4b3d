import { assertEquals } from "@std/assert";
import type { RateGraph } from "@snnkit/ir";
import { arbitraryRateGraph, gridSample, RATE_LAYERS, rateGraphWith } from "@snnkit/testkit";
import { runRate } from "./run_rate.ts";

/** Spikes per layer, after a check that every current and potential is exact in float32. */
function spikesOf(graph: RateGraph, timesteps: number): Map<string, number> {
  const trace = runRate(graph, gridSample(graph), timesteps);
  const spikes = new Map<string, number>();
  for (const [id, layer] of trace) {
    for (const values of [...layer.currents, ...layer.potentials]) {
      // 2¹³ resolves a product of two grid values or of a grid value and a mean of four spikes.
      const inexact = values.find((value) =>
        !Number.isInteger(value * 2 ** 13) || Math.abs(value) * 2 ** 13 >= 2 ** 24
      );
      assertEquals(inexact, undefined, `${graph.name}, "${id}"`);
    }
    spikes.set(id, layer.spikes.reduce((sum, step) => sum + step.reduce((a, b) => a + b, 0), 0));
  }
  return spikes;
}

Deno.test("runRate() of every test graph stays exact in float32, so that engines can be held to it", () => {
  for (const layer of RATE_LAYERS) spikesOf(rateGraphWith(layer), 40);
  for (let seed = 0; seed < 60; seed++) spikesOf(arbitraryRateGraph(seed), 40);
});

Deno.test("runRate() of every test graph fires before and after the layer under test", () => {
  const silent = RATE_LAYERS.filter((layer) => {
    const spikes = spikesOf(rateGraphWith(layer), 40);
    return !spikes.get("before") || !spikes.get("after");
  });
  assertEquals(silent, []);
});
