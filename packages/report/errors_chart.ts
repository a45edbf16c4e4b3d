import { type DecomposedErrors, ERROR_PARTS, type LayerErrors } from "@snnkit/metrics";
import { percent } from "./_format.ts";
import { PART_NAMES } from "./_part_names.ts";
import { shortNames } from "./_short_names.ts";
import { namesAxis, namesRoom } from "./_names_axis.ts";
import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/**
 * The error of every layer, from the first layer down to the last, stacked of its parts.
 *
 * A bar is as long as the root mean square error, as a fraction of that of the layer's activations;
 * each part takes its share of the mean square error. What takes away from the error of other parts
 * lies left of zero.
 *
 * @param layers Those that could not be decomposed are left out.
 * @returns A Vega-Lite spec that holds its data.
 */
export function errorsChart(layers: readonly LayerErrors[], size: ChartSize = {}): ChartSpec {
  const told = layers.filter((layer) => layer.decomposed);
  const { width = 680, height = (width < 500 ? 120 : 84) + 22 * told.length } = size;
  const narrow = width < 500;
  const names = shortNames(told.map((layer) => layer.name), narrow ? 20 : 30);
  const bars = told.flatMap((layer, at) =>
    ERROR_PARTS.map((part, order) => ({
      name: names[at],
      part: PART_NAMES[part],
      order,
      size: layer.parts[part].share * relativeError(layer),
      text: `${layer.name}: ${percent(layer.parts[part].share)} of its error ` +
        `is ${PART_NAMES[part]}`,
    }))
  );
  const ends = told.map((layer, at) => ({
    name: names[at],
    size: positiveEnd(layer),
    label: percent(relativeError(layer)),
  }));
  const most = Math.max(1e-6, ...ends.map((end) => end.size));
  const least = Math.min(0, ...told.map((layer) => relativeError(layer) - positiveEnd(layer)));
  const x: Position = {
    field: "size",
    type: "quantitative",
    title: narrow
      ? ["error as a share of the size", "of the layer's activations"]
      : "error as a share of the size of the layer's activations",
    // Room for the label of the longest bar.
    scale: { domain: [least, least + (most - least) * (narrow ? 1.34 : 1.1)], nice: false },
    axis: { tickCount: 4, format: "~%", titleX: narrow ? -40 : 0, titleAlign: "left" },
  };
  const y = namesAxis(0.3);
  const margins = {
    top: narrow ? 48 : 30,
    right: 8,
    bottom: narrow ? 60 : 44,
    left: namesRoom(names),
  };
  return {
    ...frame("Errors of every layer", { width, height }, margins),
    layer: [
      {
        data: { values: bars },
        mark: { type: "bar" },
        encoding: {
          x,
          y,
          color: {
            field: "part",
            type: "nominal",
            scale: {
              domain: ERROR_PARTS.map((part) => PART_NAMES[part]),
              range: ERROR_PARTS.map((part) => COLOURS[part]),
            },
            legend: {
              orient: "none",
              direction: "horizontal",
              legendX: 0,
              legendY: narrow ? -46 : -28,
              title: null,
              symbolType: "square",
              symbolStrokeWidth: 0,
              labelColor: COLOURS.muted,
              labelFontSize: narrow ? 10.5 : 12,
              columns: narrow ? 2 : 4,
            },
          },
          order: { field: "order", type: "ordinal" },
          description: { field: "text" },
        },
      },
      {
        data: { values: ends },
        mark: { type: "text", align: "left", dx: 6, color: COLOURS.muted, fontSize: 11.5 },
        encoding: { x, y, text: { field: "label" } },
      },
    ],
  };
}

/** Root mean square error as a fraction of that of the activations. */
function relativeError({ error, activation }: DecomposedErrors): number {
  return activation > 0 ? error.rms / activation : 0;
}

/** Where the parts that add to the error end. */
function positiveEnd(layer: DecomposedErrors): number {
  const shares = ERROR_PARTS.map((part) => Math.max(0, layer.parts[part].share));
  return relativeError(layer) * shares.reduce((sum, share) => sum + share, 0);
}
