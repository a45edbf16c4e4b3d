import type { LayerRate } from "@snnkit/metrics";
import { percent, short } from "./_format.ts";
import { shortNames } from "./_short_names.ts";
import { namesAxis, namesRoom } from "./_names_axis.ts";
import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** How spikes are drawn. */
export interface SpikesChartOptions extends ChartSize {
  /** How spikes carry values: with `"ttfs"` each neuron spikes once at most; `"rate"` unless given. */
  readonly code?: "rate" | "ttfs";
}

/**
 * How many spikes a sample costs in every layer, from the first layer down to the last, with the
 * share of steps in which a neuron of the layer fires, or of neurons that spike at all.
 *
 * @returns A Vega-Lite spec that holds its data.
 */
export function spikesChart(
  layers: readonly LayerRate[],
  options: SpikesChartOptions = {},
): ChartSpec {
  const { width = 680, height = 66 + 22 * layers.length, code = "rate" } = options;
  const share = code === "rate"
    ? "share of steps in which a neuron fires"
    : "share of neurons that spike";
  const narrow = width < 500;
  const names = shortNames(layers.map((layer) => layer.name), narrow ? 20 : 30);
  const bars = layers.map(({ name, spikesPerSample, rate }, at) => ({
    name: names[at],
    spikes: spikesPerSample,
    label: `${short(spikesPerSample)} · ${percent(rate)}`,
    text: `${name}: ${short(spikesPerSample)} spikes a sample, ` +
      (code === "rate"
        ? `each neuron fires in ${percent(rate)} of the steps`
        : `of ${percent(rate)} of its neurons`),
  }));
  const most = Math.max(1, ...bars.map((bar) => bar.spikes));
  const x: Position = {
    field: "spikes",
    type: "quantitative",
    title: narrow ? ["spikes per sample ·", share] : `spikes per sample · ${share}`,
    // Room for the label of the longest bar.
    scale: { domain: [0, most * (narrow ? 2 : 1.3)], nice: false },
    axis: {
      tickCount: 4,
      labelExpr: "datum.value == 0 ? '0' : format(datum.value, '~s')",
      titleX: narrow ? -40 : 0,
      titleAlign: "left",
    },
  };
  const y = namesAxis(0.3);
  const margins = { top: 6, right: 8, bottom: narrow ? 60 : 44, left: namesRoom(names) };
  return {
    ...frame("Spikes of every layer", { width, height }, margins),
    data: { values: bars },
    layer: [
      {
        mark: { type: "bar", color: COLOURS.spiking, cornerRadiusEnd: 2, opacity: 0.9 },
        encoding: { x, y, description: { field: "text" } },
      },
      {
        mark: { type: "text", align: "left", dx: 6, color: COLOURS.muted, fontSize: 11.5 },
        encoding: { x, y, text: { field: "label" } },
      },
    ],
  };
}
