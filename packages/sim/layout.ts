import { type Shape, sizeOf } from "@snnkit/tensor";

/**
 * How the elements of a node become the neurons of a population. In the plan, neuron
 * `pixel · channels + channel` comes pixel by pixel, so that the channels of a pixel are neighbours.
 */
export interface Layout {
  /** Pixels of the plane; 1 for a flat population. */
  readonly pixels: number;
  /** Neurons of a pixel; `pixels · channels` is the number of neurons. */
  readonly channels: number;
  /**
   * Where the graph keeps the same element: `"channelsFirst"` at `channel · pixels + pixel`, as in
   * `[C, H, W]`; `"channelsLast"` at `pixel · channels + channel`, as in the plan.
   */
  readonly order: "channelsFirst" | "channelsLast";
}

/**
 * The usual layout of a shape: `[C, H, W]` and `[C, L]` have `C` channels, channels first;
 * everything else is flat.
 *
 * @example
 * ```ts
 * import { layoutOf } from "@snnkit/sim";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(layoutOf([16, 8, 8]), { pixels: 64, channels: 16, order: "channelsFirst" });
 * assertEquals(layoutOf([10]), { pixels: 1, channels: 10, order: "channelsFirst" });
 * ```
 */
export function layoutOf(shape: Shape): Layout {
  const plane = shape.length === 3 || shape.length === 2 ? sizeOf(shape.slice(1)) : 1;
  return { pixels: plane, channels: sizeOf(shape) / plane, order: "channelsFirst" };
}

/** Whether two layouts number neurons alike. Orders do not differ where there is one pixel or channel. */
export function sameLayout(a: Layout, b: Layout): boolean {
  const trivial = a.pixels === 1 || a.channels === 1;
  return a.pixels === b.pixels && a.channels === b.channels && (trivial || a.order === b.order);
}

/** Where the graph keeps a neuron of the plan: its row-major index in the node's shape. */
export function graphIndex(layout: Layout, neuron: number): number {
  if (layout.order === "channelsLast") return neuron;
  const { pixels, channels } = layout;
  const pixel = Math.floor(neuron / channels);
  return (neuron - pixel * channels) * pixels + pixel;
}

/** Which neuron of the plan an element of the graph is; undoes {@linkcode graphIndex}. */
export function planIndex(layout: Layout, element: number): number {
  if (layout.order === "channelsLast") return element;
  const { pixels, channels } = layout;
  const channel = Math.floor(element / pixels);
  return (element - channel * pixels) * channels + channel;
}

/**
 * Values of a node's elements as values of the plan's neurons, rounded to float32.
 *
 * @param values In the graph's order, as many as the layout has neurons.
 */
export function toPlanOrder(
  { pixels, channels, order }: Layout,
  values: Float64Array,
): Float32Array {
  if (order === "channelsLast") return new Float32Array(values);
  const neurons = new Float32Array(values.length);
  // As graphIndex() has it, without a division a neuron: this runs for every sample.
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * pixels;
    for (let p = 0; p < pixels; p++) neurons[p * channels + channel] = values[plane + p];
  }
  return neurons;
}
