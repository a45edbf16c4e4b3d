import type { PoolWindow } from "@snnkit/ir";
import { type Call, emit, type Value } from "../call.ts";
import { refuse, unsupported } from "../problem.ts";
import {
  backFromPlane,
  pairAttribute,
  type Plane,
  planeOperand,
  resolvePadding,
} from "../window.ts";

/** `MaxPool`, over signals and planes. */
export function importMaxPool(call: Call): readonly Value[] {
  if (call.outputsUsed[1]) unsupported("its indices are read");
  const plane = planeOperand(call);
  const output = emit(call, { kind: "maxPool2d", ...windowOf(call, plane) }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

/** `AveragePool`, over signals and planes. */
export function importAveragePool(call: Call): readonly Value[] {
  const plane = planeOperand(call);
  const countPadding = call.attributes.int("count_include_pad", 0) !== 0;
  const window = windowOf(call, plane);
  const output = emit(call, { kind: "avgPool2d", ...window, countPadding }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

/** `GlobalMaxPool`: a pool whose window is the plane. */
export function importGlobalMaxPool(call: Call): readonly Value[] {
  const plane = planeOperand(call);
  const output = emit(call, { kind: "maxPool2d", ...wholePlane(plane) }, [plane.input]);
  return [backFromPlane(call, output, plane.rank)];
}

/** `GlobalAveragePool`: a pool whose window is the plane. */
export function importGlobalAveragePool(call: Call): readonly Value[] {
  const plane = planeOperand(call);
  const op = { kind: "avgPool2d", ...wholePlane(plane), countPadding: false } as const;
  return [backFromPlane(call, emit(call, op, [plane.input]), plane.rank)];
}

function windowOf(call: Call, plane: Plane): PoolWindow {
  if (!call.attributes.has("kernel_shape")) refuse(`it needs an attribute "kernel_shape"`, "none");
  const sliding = {
    kernel: pairAttribute(call, "kernel_shape", plane.rank, 1, 1),
    stride: pairAttribute(call, "strides", plane.rank, 1, 1),
    dilation: pairAttribute(call, "dilations", plane.rank, 1, 1),
  };
  const automatic = !["NOTSET", ""].includes(call.attributes.string("auto_pad", "NOTSET"));
  return {
    ...sliding,
    padding: resolvePadding(call, sliding, plane),
    // With automatic padding the size is ⌈H / stride⌉ or, for VALID, that of whole windows.
    ceilMode: !automatic && call.attributes.int("ceil_mode", 0) !== 0,
  };
}

function wholePlane({ input }: Plane): PoolWindow {
  const [, height, width] = input.sample;
  return {
    kernel: [height, width],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
  };
}
