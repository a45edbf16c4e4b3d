import { formatShape, type Shape } from "@snnkit/tensor";

/** How one sample of an array lies, and its shape with the channels first. */
interface SampleLayout {
  readonly shape: Shape;
  readonly layout: "nchw" | "nhwc";
}

/**
 * The shape of one sample of an array whose first axis counts samples: `[N, F]`, `[N, H, W]`,
 * `[N, C, H, W]` or `[N, H, W, C]`.
 *
 * `"auto"` takes the last axis for the channels where it has 1 … 4 and fewer than the second.
 */
export function sampleShape(
  shape: Shape,
  layout: "nchw" | "nhwc" | "auto",
  what: string,
): SampleLayout {
  const [, a, b, c] = shape;
  if (shape.some((length, axis) => axis > 0 && length === 0)) {
    throw new TypeError(
      `Cannot decode ${what} as a sample must hold values: received ${formatShape(shape)}`,
    );
  }
  switch (shape.length) {
    case 2:
      return { shape: [a], layout: "nchw" };
    case 3:
      return { shape: [1, a, b], layout: "nchw" };
    case 4:
      if (layout === "nhwc" || (layout === "auto" && c <= 4 && c < a)) {
        return { shape: [c, a, b], layout: "nhwc" };
      }
      return { shape: [a, b, c], layout: "nchw" };
    default:
      throw new TypeError(
        `Cannot decode ${what} as it must be [N, F], [N, H, W], [N, C, H, W] or [N, H, W, C]: ` +
          `received ${formatShape(shape)}`,
      );
  }
}
