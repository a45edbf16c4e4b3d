import type { NodeId } from "@snnkit/ir";
import { layoutOf, type Network, roundToGrid, sameLayout, toPlanOrder } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { type Geometry, laneOf } from "./_geometry.ts";
import type { Kernels } from "./_instantiate_kernels.ts";
import { laneCount } from "./_lanes.ts";
import type { Place } from "./_place.ts";
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
 * @param place Where the population lies.
 * @param address Where the currents go, one number a lane.
 */
export function sampleDrift(
  arena: Arena,
  network: Network,
  p: number,
  place: Place,
  address: number,
): SampleDrift {
  const { geometry, record, grid } = place;
  if (grid === undefined) return floatDrift(arena, network, p, geometry, address, true);
  const lanes = laneCount(geometry);
  const floats = arena.reserve(4 * lanes);
  const write = floatDrift(arena, network, p, geometry, floats, false);
  return (valueOf, memory, kernels) => {
    write(valueOf, memory, kernels);
    kernels.fixCurrents(record, floats, lanes, grid);
  };
}

/**
 * The same in float32.
 *
 * @param isRounded Whether to round them to the population's grid, where it has one.
 */
function floatDrift(
  arena: Arena,
  { analog: { nodes, targets }, populations }: Network,
  p: number,
  geometry: Geometry,
  address: number,
  isRounded: boolean,
): SampleDrift {
  const population = populations[p];
  const { layout, neurons } = population;
  const grid = population.kind === "if" ? population.grid : undefined;
  const id = targets.find(({ population }) => population === p)!.node;
  const { op, inputs, shape } = nodes.find((node) => node.id === id)!;
  if (op.kind === "conv2d" && op.groups === 1 && sameLayout(layout, layoutOf(shape))) {
    const input = nodes.find((node) => node.id === inputs[0])!;
    const write = sampleConvolution(arena, op, input, shape, geometry.lanes, address);
    if (!isRounded || grid === undefined) return write;
    return (valueOf, memory, kernels) => {
      write(valueOf, memory, kernels);
      const lanes = new Float32Array(memory, address, laneCount(geometry));
      lanes.set(roundToGrid(lanes, grid));
    };
  }
  return (valueOf, memory) => {
    const current = toPlanOrder(layout, valueOf(id) ?? new Float64Array(neurons));
    const lanes = new Float32Array(memory, address, laneCount(geometry));
    const rounded = isRounded && grid !== undefined ? roundToGrid(current, grid) : current;
    for (let i = 0; i < neurons; i++) lanes[laneOf(geometry, i)] = rounded[i];
  };
}
