import type { Affine, AvgPool2d, RateOp } from "@snnkit/ir";
import { broadcastIndex, type Shape, sizeOf } from "@snnkit/tensor";
import { forEachPoolTap } from "./_pool_taps.ts";
import { NOTHING, selectionOf } from "./_selection.ts";

/** Element `i` becomes element `i` of the target, times a gain. */
export interface StraightRoute {
  /** Discriminates the union. */
  readonly kind: "straight";
  /** One factor, or one an element. */
  readonly gain: number | Float64Array;
}

/** Element `i` reaches `target[start[i] … start[i + 1] − 1]`, each times its gain. */
export interface ScatteredRoute {
  /** Discriminates the union. */
  readonly kind: "scattered";
  /** `[elements + 1]`. */
  readonly start: Uint32Array;
  /** Elements of the target in the graph's order. */
  readonly target: Uint32Array;
  /** One factor an entry. */
  readonly gain: Float64Array;
}

/** What becomes of a node's elements on their linear way to the membrane. */
export type Route = StraightRoute | ScatteredRoute;

/** The way of a node that is the membrane's own current. */
export const DIRECT: StraightRoute = { kind: "straight", gain: 1 };

/** Visit where one element goes. */
export function forEachStop(
  route: Route,
  element: number,
  visit: (target: number, gain: number) => void,
): void {
  if (route.kind === "straight") {
    const { gain } = route;
    return visit(element, typeof gain === "number" ? gain : gain[element]);
  }
  for (let e = route.start[element]; e < route.start[element + 1]; e++) {
    visit(route.target[e], route.gain[e]);
  }
}

/**
 * The route of one input of a structural operation, from the route of its output; undefined where
 * the operation mixes channels (convolutions, fully connected).
 *
 * @param op A linear operation.
 * @param input Which of its inputs.
 * @param shapes Shapes of all its inputs.
 * @param shape Shape of its output.
 * @param route Where its output goes.
 */
export function routeThrough(
  op: RateOp,
  input: number,
  shapes: readonly Shape[],
  shape: Shape,
  route: Route,
): Route | undefined {
  const isSame = op.kind === "add" && sizeOf(shapes[input]) === sizeOf(shape);
  if (isSame || op.kind === "reshape") return route;
  if (op.kind === "affine") return routeThroughAffine(op, shape, route);
  if (op.kind === "avgPool2d") return routeThroughPool(op, shapes[0], shape, route);
  const selection = selectionOf(op, input, shapes, shape);
  if (!selection) return undefined;
  return gather(sizeOf(shapes[input]), route, (visit) => {
    selection.forEach((from, to) => void (from !== NOTHING && visit(from, to, 1)));
  });
}

function routeThroughAffine(op: Affine, shape: Shape, route: Route): Route {
  const { scale } = op;
  if (route.kind === "straight" && typeof route.gain === "number" && scale.data.length === 1) {
    return { kind: "straight", gain: route.gain * scale.data[0] };
  }
  const factor = broadcastIndex(scale.shape, shape);
  if (route.kind === "straight") {
    const { gain } = route;
    const own = (i: number): number => typeof gain === "number" ? gain : gain[i];
    const product = Float64Array.from(factor, (from, i) => own(i) * scale.data[from]);
    return { kind: "straight", gain: product };
  }
  const gain = route.gain.slice();
  for (let i = 0; i < factor.length; i++) {
    for (let e = route.start[i]; e < route.start[i + 1]; e++) gain[e] *= scale.data[factor[i]];
  }
  return { ...route, gain };
}

function routeThroughPool(op: AvgPool2d, from: Shape, to: Shape, route: Route): Route {
  const [channels, ...fromPlane] = from;
  const toPlane = to.slice(1);
  const [fromSize, toSize] = [sizeOf(fromPlane), sizeOf(toPlane)];
  return gather(sizeOf(from), route, (visit) => {
    for (let c = 0; c < channels; c++) {
      forEachPoolTap(op, fromPlane, toPlane, (output, input, weight) => {
        visit(c * fromSize + input, c * toSize + output, weight);
      });
    }
  });
}

type VisitPair = (from: number, to: number, weight: number) => void;

/** Joins pairs (input element, output element) with the output's route, grouped by input element. */
function gather(
  elements: number,
  route: Route,
  pairs: (visit: VisitPair) => void,
): ScatteredRoute {
  const start = new Uint32Array(elements + 1);
  pairs((from, to) => forEachStop(route, to, () => void start[from + 1]++));
  for (let i = 0; i < elements; i++) start[i + 1] += start[i];
  const next = start.slice();
  const target = new Uint32Array(start[elements]);
  const gain = new Float64Array(start[elements]);
  pairs((from, to, weight) =>
    forEachStop(route, to, (stop, factor) => {
      const e = next[from]++;
      target[e] = stop;
      gain[e] = weight * factor;
    })
  );
  return { kind: "scattered", start, target, gain };
}
