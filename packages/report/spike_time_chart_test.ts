import { assert, assertEquals } from "@std/assert";
import { rasterChart, renderSvg, spikeTimeChart, type SpikeTimes } from "./mod.ts";

const layer = { neurons: 4, shares: [0.25, 0, 0.5], silent: 0.25 };
const spikeTimes: SpikeTimes = {
  samples: 2,
  end: 3,
  layers: [
    { name: "first/relu", start: 0, end: 1, ...layer },
    { name: "second <relu>", start: 1, end: 3, ...layer },
  ],
  raster: [{ layer: 0, share: 0, time: 0.5 }, { layer: 1, share: 0.75, time: 2.25 }],
};

Deno.test("spikeTimeChart() has a cell for each part of each layer's window", async () => {
  const spec = spikeTimeChart(spikeTimes) as unknown as { data: { values: { share: number }[] } };
  assertEquals(spec.data.values.map(({ share }) => share), [0.25, 0, 0.5, 0.25, 0, 0.5]);
  const svg = await renderSvg(spikeTimeChart(spikeTimes, { width: 340 }));
  assert(/first\/relu: 25\s% of its neurons spike between 0\s% and/.test(svg), "no label");
  assert(!svg.includes("<relu>"), "names must be escaped");
});

Deno.test("rasterChart() puts a dot where and when a neuron spikes, within its layer's band", () => {
  const { layer: [windows, dots] } = rasterChart(spikeTimes) as unknown as {
    layer: { data: { values: Record<string, number>[] } }[];
  };
  assertEquals(windows.data.values.map(({ time, end }) => [time, end]), [[0, 1], [1, 3]]);
  assertEquals(dots.data.values.map(({ time }) => time), [0.5, 2.25]);
  dots.data.values.forEach(({ row }, k) => assert(row > k && row < k + 1));
});

Deno.test("Charts of no layers are drawn, too", async () => {
  const none: SpikeTimes = { samples: 0, end: 1, layers: [], raster: [] };
  for (const chart of [spikeTimeChart(none), rasterChart(none)]) {
    assert((await renderSvg(chart)).startsWith("<svg"));
  }
});
