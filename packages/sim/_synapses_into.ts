import type { Conv2d, ConvTranspose2d, NodeId, RateNode } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { denseSynapses } from "./_dense_synapses.ts";
import { planeSources, relayedPlane } from "./_plane_sources.ts";
import { planeSynapse } from "./_plane_synapse.ts";
import { DIRECT, type Route, routeThrough } from "./_route.ts";
import { sparseSynapse } from "./_sparse_synapse.ts";
import { isSpiking, layoutFor, nodeOf, type Wiring } from "./_wiring.ts";
import { type Layout, layoutOf, sameLayout } from "./layout.ts";
import type { Synapse } from "./synapse.ts";

/**
 * Every synapse that feeds a node's value into neurons of a layout, in the order of addition: the
 * operands of a sum from left to right.
 *
 * @param wiring The plan so far; relays are added to it where an operation needs its operand's sum.
 * @param id The node whose value is the neurons' current.
 * @param layout Of the neurons.
 */
export function synapsesInto(wiring: Wiring, id: NodeId, layout: Layout): Synapse[] {
  return walk(wiring, nodeOf(wiring, id), DIRECT, layout);
}

function walk(wiring: Wiring, node: RateNode, route: Route, layout: Layout): Synapse[] {
  if (!wiring.carriers.has(node.id)) return [];
  if (isSpiking(node)) return scatter(wiring, wiring.places.get(node.id)!, route, layout);
  const { op, inputs, shape } = node;
  switch (op.kind) {
    case "conv2d":
    case "convTranspose2d":
      return plane(wiring, { ...node, op }, route, layout) ?? viaRelay(wiring, node, route, layout);
    case "dense":
      return denseSynapses(wiring, { ...node, op }, route, layout) ??
        viaRelay(wiring, node, route, layout);
    default: {
      const shapes = inputs.map((input) => nodeOf(wiring, input).shape);
      return inputs.flatMap((input, k) =>
        walk(wiring, nodeOf(wiring, input), routeThrough(op, k, shapes, shape, route)!, layout)
      );
    }
  }
}

function scatter(wiring: Wiring, place: number, route: Route, layout: Layout): Synapse[] {
  const synapse = sparseSynapse(place, wiring.populations[place], route, layout);
  return synapse.target.length > 0 ? [synapse] : [];
}

/** The node's value is summed by a relay first; right for every operation, one pass more. */
function viaRelay(wiring: Wiring, node: RateNode, route: Route, layout: Layout): Synapse[] {
  return scatter(wiring, wiring.relay(node, layoutFor(wiring, node)), route, layout);
}

/** A convolution onto the plane of its output; undefined where neurons are arranged otherwise. */
function plane(
  wiring: Wiring,
  node: RateNode & { readonly op: Conv2d | ConvTranspose2d },
  route: Route,
  layout: Layout,
): Synapse[] | undefined {
  const gain = channelGain(route, node.shape);
  if (!gain || !sameLayout(layout, layoutOf(node.shape))) return undefined;
  const input = nodeOf(wiring, node.inputs[0]);
  const sources = planeSources(wiring, input);
  // A group's channels may come from several sources, which the kernels of one source cannot say.
  const splits = node.op.groups > 1 && sources.some((s) => s.channels !== input.shape[0]);
  return (splits ? [relayedPlane(wiring, input)] : sources)
    .map((source) => planeSynapse(node, source, gain));
}

/** One factor for each channel of `[C, H, W]`, where the route keeps elements and channels together. */
function channelGain(route: Route, shape: readonly number[]): Float64Array | undefined {
  if (route.kind !== "straight") return undefined;
  const [channels, ...rest] = shape;
  const { gain } = route;
  if (typeof gain === "number") return new Float64Array(channels).fill(gain);
  const pixels = sizeOf(rest);
  const perChannel = Float64Array.from({ length: channels }, (_, c) => gain[c * pixels]);
  return gain.every((g, i) => g === perChannel[Math.floor(i / pixels)]) ? perChannel : undefined;
}
