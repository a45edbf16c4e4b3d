/** Sums over pairs `(x, y)` from which their correlation follows, in float64. */
export interface Moments {
  readonly count: number;
  readonly meanX: number;
  readonly meanY: number;
  /** `Σ (x − mean)²`. */
  readonly squaresX: number;
  readonly squaresY: number;
  /** `Σ (x − mean x)(y − mean y)`. */
  readonly products: number;
  /** Whether all x seen are one value; rounding leaves their squares above zero. */
  readonly constantX: boolean;
  readonly constantY: boolean;
  readonly firstX: number;
  readonly firstY: number;
}

export const NO_MOMENTS: Moments = {
  count: 0,
  meanX: 0,
  meanY: 0,
  squaresX: 0,
  squaresY: 0,
  products: 0,
  constantX: true,
  constantY: true,
  firstX: 0,
  firstY: 0,
};

/** Two passes: means first, so that nothing cancels. */
export function momentsOf(x: ArrayLike<number>, y: ArrayLike<number>): Moments {
  const count = x.length;
  if (count === 0) return NO_MOMENTS;
  let [sumX, sumY] = [0, 0];
  let [constantX, constantY] = [true, true];
  for (let i = 0; i < count; i++) {
    sumX += x[i];
    sumY += y[i];
    constantX &&= x[i] === x[0];
    constantY &&= y[i] === y[0];
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [squaresX, squaresY, products] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    squaresX += dx * dx;
    squaresY += dy * dy;
    products += dx * dy;
  }
  const [firstX, firstY] = [x[0], y[0]];
  return {
    count,
    meanX,
    meanY,
    squaresX,
    squaresY,
    products,
    constantX,
    constantY,
    firstX,
    firstY,
  };
}

/**
 * The moments of both sets together.
 *
 * @see Chan, Golub, LeVeque 1979, "Updating Formulae and a Pairwise Algorithm for Computing Sample
 * Variances"
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const dx = b.meanX - a.meanX;
  const dy = b.meanY - a.meanY;
  const weight = (a.count * b.count) / count;
  return {
    count,
    meanX: a.meanX + (dx * b.count) / count,
    meanY: a.meanY + (dy * b.count) / count,
    squaresX: a.squaresX + b.squaresX + dx * dx * weight,
    squaresY: a.squaresY + b.squaresY + dy * dy * weight,
    products: a.products + b.products + dx * dy * weight,
    constantX: a.constantX && b.constantX && a.firstX === b.firstX,
    constantY: a.constantY && b.constantY && a.firstY === b.firstY,
    firstX: a.firstX,
    firstY: a.firstY,
  };
}

/** `undefined` where a side does not vary or is not finite. */
export function correlationOf(moments: Moments): number | undefined {
  const { squaresX, squaresY, products, constantX, constantY } = moments;
  if (constantX || constantY) return undefined;
  const both = squaresX * squaresY;
  // One root is exact for perfect correlations; two stay in range where the product does not.
  const root = both > 1e-280 && both < 1e280
    ? Math.sqrt(both)
    : Math.sqrt(squaresX) * Math.sqrt(squaresY);
  const r = products / root;
  return Number.isFinite(r) ? Math.min(1, Math.max(-1, r)) : undefined;
}
