/** A bounded choice of points from a stream of any length. */
export interface PointSample {
  readonly offer: (x: number, y: number) => void;
  readonly points: () => { readonly activation: Float32Array; readonly rate: Float32Array };
}

/**
 * Keeps at most `limit` points, spread evenly over all that are offered, without a random number.
 *
 * The i-th point has the key `i · 2³²/φ mod 2³²` (Fibonacci hashing: keys of any stretch of the
 * stream lie evenly). Points whose key is below a bar are kept; whenever there are too many, the
 * bar is halved. A plain stride would pick the same column of every picture.
 */
export function createPointSample(limit: number): PointSample {
  let kept: { readonly key: number; readonly x: number; readonly y: number }[] = [];
  let bar = 2 ** 32;
  let offered = 0;
  const offer = (x: number, y: number): void => {
    const key = Math.imul(offered++, 0x9e3779b1) >>> 0;
    if (key >= bar) return;
    kept.push({ key, x, y });
    while (kept.length > limit) {
      bar /= 2;
      kept = kept.filter((point) => point.key < bar);
    }
  };
  const points = () => ({
    activation: Float32Array.from(kept, (point) => point.x),
    rate: Float32Array.from(kept, (point) => point.y),
  });
  return { offer, points };
}
