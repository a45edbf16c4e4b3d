import { formatShape, type Shape } from "@snnkit/tensor";
import {
  type Call,
  dynamicOperand,
  emit,
  fullShape,
  knownOperand,
  normaliseAxis,
  type Value,
} from "../call.ts";
import { type NearestRule, nearestSources } from "../nearest.ts";
import { refuse, unsupported } from "../problem.ts";
import { backFromPlane, planeOperand } from "../window.ts";

/** Longest side of a resized plane: 2¹⁶ cells. */
const LONGEST = 2 ** 16;

/** `Resize` and `Upsample` to the nearest neighbour. */
export function importResize(call: Call): readonly Value[] {
  const full = fullShape(call.trace, dynamicOperand(call, 0));
  const { scales, target } = targetOf(call, full);
  const mode = call.attributes.string("mode", "nearest");
  if (mode !== "nearest" && full.some((length, axis) => target[axis] !== length)) {
    unsupported(`mode "${mode}"`, `resize with mode "nearest"`);
  }
  const plane = planeOperand(call);
  const skipped = full.length - plane.rank;
  for (let axis = 0; axis < skipped; axis++) {
    if (target[axis] !== full[axis]) unsupported(`a new length of axis ${axis}`);
  }
  if (target.some((length) => length < 1 || length > LONGEST)) {
    refuse(`its new axes must hold 1 … ${LONGEST} cells`, formatShape(target));
  }
  const rule = ruleOf(call);
  const sources = full.map((length, axis) =>
    axis < skipped ? [] : nearestSources(length, target[axis], scales[axis], rule)
  );
  const output = emit(call, {
    kind: "resizeNearest",
    rows: plane.rank === 1 ? [0] : sources[skipped],
    columns: sources[sources.length - 1],
  }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

/** Factor and new length of every axis. */
function targetOf(
  call: Call,
  full: Shape,
): { readonly scales: readonly number[]; readonly target: Shape } {
  const { opset } = call.trace;
  const { attributes } = call;
  if (attributes.string("keep_aspect_ratio_policy", "stretch") !== "stretch") {
    unsupported("keep_aspect_ratio_policy other than stretch");
  }
  const axes = (attributes.ints("axes") ?? full.map((_, axis) => axis))
    .map((axis) => normaliseAxis(axis, full.length));
  const perAxis = (values: readonly number[], what: string): readonly number[] =>
    values.length === axes.length
      ? values
      : refuse(`its ${what} must be ${axes.length} numbers`, formatShape(values));
  const scales = full.map(() => 1);
  const target = [...full];

  const sizes = call.opType === "Resize" && opset >= 11
    ? knownOperand(call, 3, "sizes")?.data
    : undefined;
  if (sizes !== undefined && sizes.length > 0) {
    perAxis(Array.from(sizes), "sizes").forEach((size, i) => {
      target[axes[i]] = Number.isInteger(size)
        ? size
        : refuse("its sizes must be whole", `${size}`);
      scales[axes[i]] = Math.fround(size / full[axes[i]]);
    });
    return { scales, target };
  }
  perAxis(scalesOf(call), "scales").forEach((scale, i) => {
    if (!(scale > 0 && scale < Infinity)) refuse("its scales must be positive", `${scale}`);
    scales[axes[i]] = Math.fround(scale);
    target[axes[i]] = Math.floor(Math.fround(full[axes[i]] * Math.fround(scale)));
  });
  return { scales, target };
}

function scalesOf(call: Call): readonly number[] {
  const { opset } = call.trace;
  if (call.opType === "Upsample" && opset < 9) {
    return call.attributes.floats("scales") ?? refuse(`it needs an attribute "scales"`, "none");
  }
  const place = call.opType === "Resize" && opset >= 11 ? 2 : 1;
  const scales = knownOperand(call, place, "scales") ?? refuse("it needs scales", "none");
  return Array.from(scales.data);
}

function ruleOf(call: Call): NearestRule {
  if (call.opType === "Upsample" || call.trace.opset < 11) {
    return { coordinates: "asymmetric", rounding: "simple" };
  }
  return {
    coordinates: call.attributes.string("coordinate_transformation_mode", "half_pixel"),
    rounding: call.attributes.string("nearest_mode", "round_prefer_floor"),
  };
}
