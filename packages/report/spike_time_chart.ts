import { percent } from "./_format.ts";
import { shortNames } from "./_short_names.ts";
import { namesAxis, namesRoom } from "./_names_axis.ts";
import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";
import type { SpikeTimes } from "./spike_times.ts";

/**
 * When the neurons of every layer spike within their window: one row a layer, the darker the more of
 * them do. To the left are the largest values.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { renderSvg, spikeTimeChart } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const layer = { name: "relu", neurons: 8, start: 1, end: 2, shares: [0.25, 0.5], silent: 0.25 };
 * const svg = await renderSvg(spikeTimeChart({ samples: 1, end: 2, layers: [layer], raster: [] }));
 * assert(svg.includes("relu"));
 * ```
 */
export function spikeTimeChart({ layers }: SpikeTimes, size: ChartSize = {}): ChartSpec {
  const { width = 680, height = 84 + 20 * layers.length } = size;
  const narrow = width < 500;
  const names = shortNames(layers.map(({ name }) => name), narrow ? 16 : 30);
  const cells = layers.flatMap(({ name, shares, silent }, at) =>
    shares.map((share, bin) => ({
      name: names[at],
      from: bin / shares.length,
      to: (bin + 1) / shares.length,
      share,
      text: `${name}: ${percent(share)} of its neurons spike between ` +
        `${percent(bin / shares.length)} and ${
          percent((bin + 1) / shares.length)
        } of the window, ` +
        `${percent(silent)} never`,
    }))
  );
  const most = Math.max(1e-9, ...cells.map(({ share }) => share));
  const x: Position = {
    field: "from",
    type: "quantitative",
    title: narrow ? "place in the window" : "place in the window: early is large",
    scale: { domain: [0, 1], nice: false },
    axis: { format: ".0%", tickCount: 5 },
  };
  const y = namesAxis(0.15);
  return {
    ...frame("When the neurons of every layer spike", { width, height }, {
      top: 8,
      right: 24,
      bottom: 44,
      left: namesRoom(names),
    }),
    data: { values: cells },
    layer: [{
      mark: { type: "rect", color: COLOURS.spiking },
      encoding: {
        x,
        x2: { field: "to" },
        y,
        opacity: {
          field: "share",
          type: "quantitative",
          scale: { type: "sqrt", domain: [0, most], range: [0.03, 1] },
          legend: null,
        },
        description: { field: "text" },
      },
    }],
  };
}
