import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** How a neuron of the picture is driven. */
export interface NeuronChartOptions extends ChartSize {
  /** Charge a step, as a fraction of the threshold. Default 0.3. */
  readonly input?: number;
  /** Steps drawn. Default 20. */
  readonly steps?: number;
}

/** How high the spikes are drawn, above any charge. */
const SPIKES = 1.49;

/**
 * What an integrate-and-fire neuron does with a constant input: its charge rises step by step; where
 * it reaches the threshold it fires, and the threshold is subtracted. It explains a spike to those
 * who have never seen one.
 *
 * @returns A Vega-Lite spec that holds its data.
 */
export function neuronChart(options: NeuronChartOptions = {}): ChartSpec {
  const { width = 680, height = 200, input = 0.3, steps = 20 } = options;
  const charge: { t: number; v: number }[] = [{ t: 0, v: 0 }];
  const spikes: { t: number }[] = [];
  let v = 0;
  for (let t = 1; t <= steps; t++) {
    v += input;
    charge.push({ t, v });
    // Sums of 0.3 must count as 0.9 + 0.1 = 1 would on paper.
    if (v >= 1 - 1e-9) {
      v -= 1;
      spikes.push({ t });
      charge.push({ t, v });
    }
  }
  const x: Position = {
    field: "t",
    type: "quantitative",
    title: "time step",
    scale: { domain: [0, steps + 0.5], nice: false },
    axis: { format: "d", tickCount: 10 },
  };
  const y: Position = {
    field: "v",
    type: "quantitative",
    title: null,
    scale: { domain: [0, 1.62] },
    axis: {
      values: [0, 1, SPIKES],
      labelExpr: `datum.value == 0 ? 'no charge' : datum.value == 1 ? 'threshold' : 'spikes'`,
    },
  };
  const margins = { top: 4, right: 12, bottom: 44, left: 70 };
  return {
    ...frame("A neuron collects charge and fires", { width, height }, margins),
    layer: [
      {
        data: { values: charge.map((point, order) => ({ ...point, order })) },
        mark: { type: "line", color: COLOURS.muted, strokeWidth: 1.75, strokeJoin: "round" },
        encoding: { x, y, order: { field: "order" } },
      },
      {
        data: {
          values: spikes.map(({ t }) => ({
            t,
            from: SPIKES - 0.11,
            to: SPIKES + 0.11,
            text: `spike at step ${t}`,
          })),
        },
        mark: { type: "rule", color: COLOURS.spiking, strokeWidth: 3, strokeCap: "round" },
        encoding: {
          x,
          y: { field: "from", type: "quantitative" },
          y2: { field: "to" },
          description: { field: "text" },
        },
      },
    ],
  };
}
