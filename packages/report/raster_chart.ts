import { shortNames } from "./_short_names.ts";
import { namesRoom } from "./_names_axis.ts";
import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";
import type { SpikeTimes } from "./spike_times.ts";

/**
 * The spikes of one sample over time: a dot each, one band a layer, its neurons from top to bottom.
 * Every layer waits for the one before.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { rasterChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const layer = { name: "relu", neurons: 2, start: 1, end: 2, shares: [1], silent: 0 };
 * const raster = [{ layer: 0, share: 0, time: 1.5 }, { layer: 0, share: 0.5, time: 1.25 }];
 * const svg = await renderSvg(rasterChart({ samples: 1, end: 2, layers: [layer], raster }));
 * assert(svg.includes("relu"));
 * ```
 */
export function rasterChart(
  { layers, raster, end }: SpikeTimes,
  size: ChartSize = {},
): ChartSpec {
  const { width = 680, height = 84 + 26 * layers.length } = size;
  const names = shortNames(layers.map(({ name }) => name), width < 500 ? 16 : 30);
  const x: Position = {
    field: "time",
    type: "quantitative",
    title: "time, in units of activations",
    scale: { domain: [0, end], nice: false },
    axis: { tickCount: 6 },
  };
  const labels = JSON.stringify(names);
  const y: Position = {
    field: "row",
    type: "quantitative",
    title: null,
    scale: { domain: [0, Math.max(1, layers.length)], reverse: true, nice: false },
    axis: {
      values: layers.map((_, at) => at + 0.5),
      labelExpr: `${labels}[floor(datum.value)]`,
      labelLimit: 0,
      labelColor: COLOURS.ink,
      grid: false,
    },
  };
  return {
    ...frame("Spikes of one sample over time", { width, height }, {
      top: 8,
      right: 24,
      bottom: 44,
      left: namesRoom(names),
    }),
    layer: [
      {
        data: {
          values: layers.map(({ start, end }, at) => ({ time: start, end, row: at, to: at + 1 })),
        },
        mark: { type: "rect", color: COLOURS.grid, opacity: 0.5 },
        encoding: { x, x2: { field: "end" }, y, y2: { field: "to" } },
      },
      {
        data: {
          values: raster.map(({ layer, share, time }) => ({
            time: Number(time.toPrecision(5)),
            // Dots keep off the borders between layers.
            row: Number((layer + 0.08 + 0.84 * share).toFixed(3)),
          })),
        },
        mark: { type: "point", filled: true, size: 3, opacity: 0.7, color: COLOURS.spiking },
        encoding: { x, y },
      },
    ],
  };
}
