/** A straight line through points. */
export interface StraightLine {
  /** `b` of `y = a + b x`. */
  readonly slope: number;
  /** `a` of `y = a + b x`. */
  readonly intercept: number;
  /** R²: the share of the variance of `y` that the line explains, 1 where all points are on it. */
  readonly explained: number;
}

/**
 * The line with the least squares of vertical distances.
 *
 * @param xs At least two different numbers.
 * @param ys As many numbers, not all the same.
 */
export function straightLine(xs: readonly number[], ys: readonly number[]): StraightLine {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centreX, centreY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - centreX) * (ys[i] - centreY)));
  const slope = covariance / mean(xs.map((x) => (x - centreX) ** 2));
  const intercept = centreY - slope * centreX;
  const missed = mean(xs.map((x, i) => (ys[i] - intercept - slope * x) ** 2));
  return { slope, intercept, explained: 1 - missed / mean(ys.map((y) => (y - centreY) ** 2)) };
}
