import { unsupported } from "./problem.ts";

/** How a nearest-neighbour resize maps positions, in ONNX's words. */
export interface NearestRule {
  /** `coordinate_transformation_mode`. */
  readonly coordinates: string;
  /** `nearest_mode`; `"simple"` is that of operators before opset 11. */
  readonly rounding: string;
}

/**
 * Source element of every output element along one axis.
 *
 * Single precision throughout, as ONNX Runtime calculates: positions that fall between two cells
 * then round to the same side.
 *
 * @param length Cells of the source.
 * @param resized Cells of the output.
 * @param scale Output cells a source cell.
 */
export function nearestSources(
  length: number,
  resized: number,
  scale: number,
  { coordinates, rounding }: NearestRule,
): readonly number[] {
  if (scale === 1 && resized === length) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: resized }, (_, i) => {
    const position = sourcePosition(coordinates, i, length, resized, Math.fround(scale));
    const cell = roundPosition(rounding, position, scale < 1);
    return Math.min(length - 1, Math.max(0, cell));
  });
}

function sourcePosition(
  coordinates: string,
  i: number,
  length: number,
  resized: number,
  scale: number,
): number {
  const { fround } = Math;
  const centred = fround(fround(fround(i + 0.5) / scale) - 0.5);
  switch (coordinates) {
    case "asymmetric":
      return fround(i / scale);
    case "half_pixel":
      return centred;
    case "pytorch_half_pixel":
      return resized > 1 ? centred : 0;
    case "tf_half_pixel_for_nn":
      return fround(fround(i + 0.5) / scale);
    case "align_corners":
      return resized === 1 ? 0 : fround(fround(i * (length - 1)) / (resized - 1));
    default:
      return unsupported(
        `coordinate_transformation_mode "${coordinates}"`,
        `export resizing with "asymmetric" or "half_pixel" coordinates`,
      );
  }
}

function roundPosition(rounding: string, position: number, shrinks: boolean): number {
  switch (rounding) {
    case "simple":
      return shrinks ? Math.ceil(position) : Math.floor(position);
    case "round_prefer_floor":
      return Math.ceil(position - 0.5);
    case "round_prefer_ceil":
      return Math.floor(position + 0.5);
    case "floor":
      return Math.floor(position);
    case "ceil":
      return Math.ceil(position);
    default:
      return unsupported(`nearest_mode "${rounding}"`);
  }
}
