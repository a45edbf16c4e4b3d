import type { TopLevelSpec } from "vega-lite";

/** A chart as Vega-Lite describes it: any tool that knows the format draws it again. */
export type ChartSpec = TopLevelSpec;
