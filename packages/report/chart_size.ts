/** How large a chart is drawn. */
export interface ChartSize {
  /** All in all, in pixels. */
  readonly width?: number;
  /** All in all, in pixels; each chart has a fitting default. */
  readonly height?: number;
}
