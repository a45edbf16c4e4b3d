import type { Dense, RateNode } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { DIRECT, forEachStop, type Route, routeThrough, type StraightRoute } from "./_route.ts";
import { blockLayout, isSpiking, layoutFor, nodeOf, type Wiring } from "./_wiring.ts";
import { graphIndex, type Layout, planIndex, sameLayout } from "./layout.ts";
import type { DenseSynapse } from "./synapse.ts";

type DenseNode = RateNode & { readonly op: Dense };

/** Operations that copy elements, so that a fully connected layer can read through them. */
const COPYING = new Set([
  "reshape",
  "transpose",
  "slice",
  "pad",
  "concat",
  "affine",
  "resizeNearest",
]);

/**
 * The synapses of a fully connected layer; undefined where its outputs do not become neurons one by
 * one, or neurons arranged in other blocks.
 */
export function denseSynapses(
  wiring: Wiring,
  node: DenseNode,
  route: Route,
  layout: Layout,
): DenseSynapse[] | undefined {
  if (route.kind !== "straight") return undefined;
  const [outputs] = node.op.weight.shape;
  return sizeOf(node.shape) === outputs
    ? singleRow(wiring, node, route, layout)
    : manyRows(wiring, node, route, layout);
}

/** One block: neurons of source and target may be numbered in any order, as the weights follow. */
function singleRow(
  wiring: Wiring,
  node: DenseNode,
  route: StraightRoute,
  layout: Layout,
): DenseSynapse[] {
  const input = nodeOf(wiring, node.inputs[0]);
  const sources: { readonly place: number; readonly route: Route }[] = [];
  if (!findSources(wiring, input, DIRECT, sources)) {
    sources.splice(0, Infinity, {
      place: wiring.relay(input, layoutFor(wiring, input)),
      route: DIRECT,
    });
  }
  return sources.map((source) => permuted(wiring, node.op, source, route, layout));
}

/** Collects the populations whose neurons a node copies; false where it does more than copy. */
function findSources(
  wiring: Wiring,
  node: RateNode,
  route: Route,
  sources: { readonly place: number; readonly route: Route }[],
): boolean {
  if (!wiring.carriers.has(node.id)) return true;
  if (isSpiking(node)) {
    sources.push({ place: wiring.places.get(node.id)!, route });
    return everyElementStops(route);
  }
  if (!COPYING.has(node.op.kind)) return false;
  const shapes = node.inputs.map((id) => nodeOf(wiring, id).shape);
  return node.inputs.every((id, k) => {
    const next = routeThrough(node.op, k, shapes, node.shape, route)!;
    return findSources(wiring, nodeOf(wiring, id), next, sources);
  });
}

/** Whether no element is dropped: one that is would count as connected in a full matrix. */
function everyElementStops(route: Route): boolean {
  if (route.kind === "straight") return true;
  return route.start.subarray(1).every((end, i) => end > route.start[i]);
}

function permuted(
  wiring: Wiring,
  { weight }: Dense,
  source: { readonly place: number; readonly route: Route },
  { gain }: StraightRoute,
  layout: Layout,
): DenseSynapse {
  const [outputs, width] = weight.shape;
  const { neurons, layout: from } = wiring.populations[source.place];
  const permuted = new Float32Array(neurons * outputs);
  const row = new Float64Array(outputs);
  for (let neuron = 0; neuron < neurons; neuron++) {
    row.fill(0);
    forEachStop(source.route, graphIndex(from, neuron), (element, factor) => {
      for (let o = 0; o < outputs; o++) row[o] += weight.data[o * width + element] * factor;
    });
    for (let o = 0; o < outputs; o++) {
      const own = typeof gain === "number" ? gain : gain[o];
      permuted[neuron * outputs + planIndex(layout, o)] = row[o] * own;
    }
  }
  return {
    kind: "dense",
    source: source.place,
    rows: 1,
    inputs: neurons,
    outputs,
    weight: permuted,
  };
}

/** Many blocks: source and target must number their neurons block by block. */
function manyRows(
  wiring: Wiring,
  node: DenseNode,
  { gain }: StraightRoute,
  layout: Layout,
): DenseSynapse[] | undefined {
  const blocks = blockLayout(node);
  if (!sameLayout(layout, blocks) || typeof gain !== "number") return undefined;
  const [outputs, inputs] = node.op.weight.shape;
  const input = nodeOf(wiring, node.inputs[0]);
  const wanted = blockLayout(input);
  const place = wiring.places.get(input.id);
  const fits = place !== undefined && sameLayout(wiring.populations[place].layout, wanted);
  const weight = new Float32Array(inputs * outputs);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      weight[i * outputs + o] = node.op.weight.data[o * inputs + i] * gain;
    }
  }
  const source = fits ? place : wiring.relay(input, wanted);
  return [{ kind: "dense", source, rows: blocks.pixels, inputs, outputs, weight }];
}
