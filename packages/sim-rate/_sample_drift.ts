import type { NodeId } from "@snnkit/ir";
import { layoutOf, type Network, sameLayout, toPlanOrder } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { type Geometry, laneOf } from "./_geometry.ts";
import type { Kernels } from "./_instantiate_kernels.ts";
import { laneCount } from "./_lanes.ts";
import { sampleConvolution } from "./_sample_convolution.ts";

/** Writes the constant currents that a sample brings to one population. */
export type SampleDrift = (
  valueOf: (node: NodeId) => Float64Array | undefined,
  memory: ArrayBuffer,
  kernels: Kernels,
) => void;

/**
 * How a sample becomes a population's constant currents: by a kernel where a convolution makes them,
 * else as the plan evaluates them; both give the same bits.
 *
 * @param p The population's place.
 * @param geometry Of the population.
 * @param address Where the currents go, one f32 a lane.
 */
export function sampleDrift(
  arena: Arena,
  { analog: { nodes, targets }, populations }: Network,
  p: number,
  geometry: Geometry,
  address: number,
): SampleDrift {
  const { layout, neurons } = populations[p];
  const id = targets.find(({ population }) => population === p)!.node;
  const { op, inputs, shape } = nodes.find((node) => node.id === id)!;
  if (op.kind === "conv2d" && op.groups === 1 && sameLayout(layout, layoutOf(shape))) {
    const input = nodes.find((node) => node.id === inputs[0])!;
    return sampleConvolution(arena, op, input, shape, geometry.lanes, address);
  }
  return (valueOf, memory) => {
    const current = toPlanOrder(layout, valueOf(id) ?? new Float64Array(neurons));
    const lanes = new Float32Array(memory, address, laneCount(geometry));
    for (let i = 0; i < neurons; i++) lanes[laneOf(geometry, i)] = current[i];
  };
}
