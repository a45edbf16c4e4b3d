/**
 * Charts and reports: metrics in, Vega-Lite specs, SVG, one self-contained HTML file, or a drawing
 * made of characters out.
 *
 * @module
 */
export * from "./chart_spec.ts";
export * from "./chart_size.ts";
export * from "./accuracy_chart.ts";
export * from "./operations_chart.ts";
export * from "./anytime_chart.ts";
export * from "./spikes_chart.ts";
export * from "./spike_times.ts";
export * from "./spike_time_chart.ts";
export * from "./raster_chart.ts";
export * from "./errors_chart.ts";
export * from "./correlation_chart.ts";
export * from "./confusion_chart.ts";
export * from "./neuron_chart.ts";
export * from "./comparison_chart.ts";
export * from "./lines_chart.ts";
export * from "./grid_chart.ts";
export * from "./render_svg.ts";
export * from "./report_data.ts";
export * from "./verdict.ts";
export * from "./chart_listener.ts";
export * from "./render_report.ts";
export * from "./draw_report.ts";
export * from "./terminal_chart.ts";
export * from "./terminal_bars.ts";
export * from "./terminal_errors.ts";
export * from "./terminal_profile.ts";
