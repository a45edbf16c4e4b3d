import {
  type DecomposedErrors,
  ERROR_PARTS,
  type ErrorPart,
  type LayerErrors,
} from "./layer_errors.ts";

/** What a layer adds by itself. */
export type OwnErrorPart = Exclude<ErrorPart, "inherited">;

/** A part of a layer's error. */
export interface ErrorPlace {
  /** The layer. */
  readonly name: string;
  /** The part. */
  readonly part: OwnErrorPart;
  /** Root mean square as a fraction of that of the layer's activation. */
  readonly size: number;
}

/** Where the errors of a network come from. */
export interface ErrorOverview {
  /**
   * How much of what the layers add is of each kind: `Σ (rms of the part / rms of the activation)²`
   * over layers, as a fraction of all three; 0 where there is no error.
   */
  readonly weights: Readonly<Record<OwnErrorPart, number>>;
  /** The first layer that adds at least a quarter of what any layer adds; absent where none adds any. */
  readonly origin?: ErrorPlace;
  /** The layer that has most of each part, where one has any. */
  readonly worst: Readonly<Partial<Record<OwnErrorPart, ErrorPlace>>>;
}

/**
 * See at a glance which kind of error a network suffers from, and where that begins.
 *
 * @param layers In the network's order; those that could not be decomposed are passed over, and so
 * are outputs that fire: no spike says a negative logit, but only the largest counts.
 *
 * @example
 * ```ts
 * import { errorOverview } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const { weights } = errorOverview([]);
 * assertEquals(weights, { clipping: 0, quantisation: 0, unevenness: 0 });
 * ```
 */
export function errorOverview(layers: readonly LayerErrors[]): ErrorOverview {
  const told = layers.filter((layer) => layer.decomposed).filter(({ isOutput }) => !isOutput);
  const own = ERROR_PARTS.filter((part) => part !== "inherited");
  const squares = own.map((part) =>
    told.reduce((sum, layer) => sum + relative(layer, layer.parts[part].rms) ** 2, 0)
  );
  const all = squares.reduce((sum, square) => sum + square, 0);
  const share = (part: OwnErrorPart): number => all > 0 ? squares[own.indexOf(part)] / all : 0;
  const most = Math.max(0, ...told.map((layer) => relative(layer, layer.own.rms)));
  const first = most > 0
    ? told.find((layer) => relative(layer, layer.own.rms) >= most / 4)
    : undefined;
  const worst = own.flatMap((part) => {
    const [place] = told.map((layer) => placeOf(layer, part)).sort((a, b) => b.size - a.size);
    return place && place.size > 0 ? [[part, place] as const] : [];
  });
  return {
    weights: {
      clipping: share("clipping"),
      quantisation: share("quantisation"),
      unevenness: share("unevenness"),
    },
    ...first && { origin: largestOwn(first, own) },
    worst: Object.fromEntries(worst),
  };
}

function relative({ activation }: DecomposedErrors, size: number): number {
  return activation > 0 ? size / activation : 0;
}

function placeOf(layer: DecomposedErrors, part: OwnErrorPart): ErrorPlace {
  return { name: layer.name, part, size: relative(layer, layer.parts[part].rms) };
}

function largestOwn(layer: DecomposedErrors, own: readonly OwnErrorPart[]): ErrorPlace {
  return own.map((part) => placeOf(layer, part)).reduce((a, b) => b.size > a.size ? b : a);
}
