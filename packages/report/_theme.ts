import type { Config, TopLevelSpec } from "vega-lite";

/**
 * The colours of every chart. They are hexadecimal so that an SVG stands alone; inside a report the
 * style sheet replaces each by its counterpart for dark screens.
 */
export const COLOURS = {
  /** The spiking network. */
  spiking: "#4052d6",
  /** The network it came from; also mistakes. */
  original: "#bd5413",
  /** Text. */
  ink: "#1c2029",
  /** Axes and notes. */
  muted: "#5b6472",
  /** Lines behind the data. */
  grid: "#e3e6ec",
  /** Text on strong colour. */
  paper: "#fffffe",
  /** Parts of errors. */
  inherited: "#aab2bf",
  clipping: "#d1495b",
  quantisation: "#e0a030",
  unevenness: "#00798c",
} as const;

/** Vega's own text measure needs a canvas for anything but a rough guess; every system has these. */
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Fonts, axes and lines of every chart. */
export const THEME: Config = {
  font: FONT,
  background: "transparent",
  view: { stroke: null },
  axis: {
    labelColor: COLOURS.muted,
    titleColor: COLOURS.muted,
    labelFontSize: 11.5,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 10,
    labelPadding: 6,
    gridColor: COLOURS.grid,
    domainColor: COLOURS.muted,
    domainOpacity: 0.5,
    tickColor: COLOURS.muted,
    tickOpacity: 0.5,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
  axisX: { grid: false, labelFlush: false },
  text: { color: COLOURS.ink, fontSize: 12 },
  rule: { color: COLOURS.muted },
};

/** Room around the plot for axes and titles, in pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** What every chart's spec begins with. */
export interface Frame {
  readonly $schema: string;
  readonly description: string;
  readonly config: Config;
  readonly autosize: "none";
  readonly width: number;
  readonly height: number;
  readonly padding: { top: number; right: number; bottom: number; left: number };
}

/**
 * A chart of a whole size with margins of its own. Vega would find the margins by measuring text,
 * which without a canvas it overestimates by half.
 */
export function frame(
  description: string,
  size: { readonly width: number; readonly height: number },
  margins: Margins,
): Frame {
  const { top, right, bottom, left } = margins;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    config: THEME,
    autosize: "none",
    width: Math.max(10, size.width - left - right),
    height: Math.max(10, size.height - top - bottom),
    padding: { top, right, bottom, left },
  };
}

/** An axis title that lies above the axis, where it reads without tilting the head. */
export const TITLE_ABOVE = {
  titleAngle: 0,
  titleAlign: "left",
  titleBaseline: "bottom",
  titleX: 0,
  titleY: -9,
} as const;

/** One layer of a chart. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** How a field is laid along an axis. */
export type Position = NonNullable<
  NonNullable<Exclude<Layer, { layer: unknown }>["encoding"]>["x"]
>;
