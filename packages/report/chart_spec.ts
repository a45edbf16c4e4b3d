/** A Vega-Lite spec as Vega-Lite itself types it. */
export type { TopLevelSpec as ChartSpec } from "vega-lite";
