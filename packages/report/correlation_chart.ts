import type { LayerCorrelation } from "@snnkit/metrics";
import { shortNames } from "./_short_names.ts";
import { COLOURS, frame, TITLE_ABOVE } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** How one layer's rates are drawn against its activations. */
export interface CorrelationChartOptions extends ChartSize {
  /** At most so many points are drawn, evenly chosen. Default 250. */
  readonly points?: number;
}

/**
 * What the firing rates of a layer stand for, against the activations of the trained network: on
 * the diagonal the two agree.
 *
 * @returns A Vega-Lite spec that holds its data.
 */
export function correlationChart(
  layer: LayerCorrelation,
  options: CorrelationChartOptions = {},
): ChartSpec {
  const { width = 220, height = 236, points: limit = 250 } = options;
  const { activation, rate } = layer.points;
  const step = Math.max(1, Math.ceil(activation.length / limit));
  const points: { readonly activation: number; readonly rate: number }[] = [];
  for (let i = 0; i < activation.length; i += step) {
    points.push({ activation: rounded(activation[i]), rate: rounded(rate[i]) });
  }
  const values = points.flatMap((point) => [point.activation, point.rate]);
  const domain = [Math.min(0, ...values), Math.max(0, ...values) || 1];
  const r = layer.pearson === undefined ? "r undefined" : `r = ${layer.pearson.toFixed(4)}`;
  const axis = { tickCount: 3, format: "~g", labelFontSize: 10.5 } as const;
  const scale = { domain, nice: false } as const;
  const margins = { top: 58, right: 8, bottom: 40, left: 34 };
  return {
    ...frame(`Firing rates against activations of ${layer.name}`, { width, height }, margins),
    title: {
      text: shortNames([layer.name], 27)[0],
      subtitle: r,
      anchor: "start",
      frame: "group",
      dx: -margins.left,
      fontSize: 12,
      fontWeight: 600,
      color: COLOURS.ink,
      subtitleColor: COLOURS.muted,
      subtitleFontSize: 11.5,
      offset: 12,
    },
    layer: [
      {
        data: { values: [{ from: domain[0], to: domain[1] }] },
        mark: { type: "rule", color: COLOURS.original, strokeWidth: 1.25, strokeDash: [5, 4] },
        encoding: {
          x: { field: "from", type: "quantitative", scale, axis, title: "activation" },
          x2: { field: "to" },
          y: {
            field: "from",
            type: "quantitative",
            scale,
            axis: { ...axis, ...TITLE_ABOVE },
            title: "rate",
          },
          y2: { field: "to" },
        },
      },
      {
        data: { values: points },
        mark: {
          type: "circle",
          color: COLOURS.spiking,
          size: 9,
          opacity: 0.45,
          aria: false,
        },
        encoding: {
          x: { field: "activation", type: "quantitative", scale },
          y: { field: "rate", type: "quantitative", scale },
        },
      },
    ],
  };
}

/** Four digits are more than a pixel. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
