import { COLOURS } from "./_theme.ts";

/** Colours of lines that share a plot, told apart also by those who see few colours. */
export const SERIES_COLOURS: readonly string[] = [
  COLOURS.spiking,
  COLOURS.original,
  "#12806a",
  "#9c3f97",
  "#8a6d00",
  COLOURS.muted,
];

/** A legend in a row above the plot. */
export const LEGEND_ABOVE: {
  readonly orient: "top";
  readonly title: null;
  readonly direction: "horizontal";
  readonly labelFontSize: number;
  readonly labelColor: string;
  readonly labelLimit: number;
  readonly symbolSize: number;
  readonly offset: number;
} = {
  orient: "top",
  title: null,
  direction: "horizontal",
  labelFontSize: 12,
  labelColor: COLOURS.ink,
  labelLimit: 0,
  symbolSize: 70,
  offset: 12,
};
