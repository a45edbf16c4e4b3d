import type { Layout } from "@snnkit/sim";

/**
 * The order in which the dense engine keeps neurons: channel by channel, neuron `channel · pixels +
 * pixel`, as ONNX Runtime's convolutions want planes. Where the plan has it at
 * `pixel · channels + channel`.
 *
 * @param layout Of the population.
 * @param neuron Its number in the plan.
 */
export function planarIndex({ pixels, channels }: Layout, neuron: number): number {
  const pixel = Math.floor(neuron / channels);
  return (neuron - pixel * channels) * pixels + pixel;
}

/** Values of the plan's neurons channel by channel; the same array where that is their order. */
export function toPlanar(layout: Layout, values: Float32Array): Float32Array {
  const { pixels, channels } = layout;
  if (pixels === 1 || channels === 1) return values;
  const planar = new Float32Array(values.length);
  for (let pixel = 0, neuron = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) planar[c * pixels + pixel] = values[neuron++];
  }
  return planar;
}

/** Values kept channel by channel as the plan orders its neurons. */
export function toPlan<A extends Float32Array | Int32Array>(layout: Layout, planar: A): A {
  const { pixels, channels } = layout;
  const values = planar.slice() as A;
  for (let pixel = 0, neuron = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) values[neuron++] = planar[c * pixels + pixel];
  }
  return values;
}

/** Values kept channel by channel as the graph orders its elements. */
export function toGraph<A extends Float32Array | Int32Array>(layout: Layout, planar: A): A {
  return layout.order === "channelsFirst" ? planar.slice() as A : toPlan(layout, planar);
}

/**
 * A population's parameter as a constant that broadcasts to `[N, channels, pixels]`.
 *
 * @param values One a channel or one a neuron, in plan order.
 */
export function parameterOf(
  layout: Layout,
  values: Float32Array,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const { pixels, channels } = layout;
  if (values.length === 1) return { shape: [1], data: values };
  if (values.length === channels) return { shape: [channels, 1], data: values };
  return { shape: [channels, pixels], data: toPlanar(layout, values) };
}
