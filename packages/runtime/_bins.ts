/** The bins of a histogram that hold anything, growing as values are met. */
export interface Bins {
  /**
   * Move the counts of positive values out of a scratch histogram, which is left empty.
   *
   * @param scratch Its bin 0 counts zeros and negative values too.
   * @param top The highest bin that holds anything.
   * @param positive How many of the values counted are > 0.
   */
  readonly take: (scratch: Uint32Array, top: number, positive: number) => void;
  /** The bins from the first to the last that holds anything. */
  readonly finish: () => { readonly firstBin: number; readonly counts: Uint32Array };
}

/** No bins yet; they grow by whole octaves of `2^mantissaBits` bins. */
export function createBins(mantissaBits: number): Bins {
  const octave = 1 << mantissaBits;
  let first = 0;
  let counts = new Uint32Array(0);

  const grow = (low: number, top: number): void => {
    if (counts.length > 0) {
      if (low >= first && top < first + counts.length) return;
      low = Math.min(low, first);
      top = Math.max(top, first + counts.length - 1);
    }
    const start = low - low % octave;
    const wider = new Uint32Array(top - top % octave + octave - start);
    if (counts.length > 0) wider.set(counts, first - start);
    [first, counts] = [start, wider];
  };

  const take = (scratch: Uint32Array, top: number, positive: number): void => {
    let [low, left] = [top + 1, positive];
    while (left > 0 && low > 1) left -= scratch[--low];
    // What is left are subnormal numbers too small for any bin but 0.
    const tiny = left;
    if (tiny > 0) low = 0;
    if (positive > 0) grow(low, top);
    for (let bin = Math.max(low, 1); bin <= top; bin++) {
      counts[bin - first] += scratch[bin];
      scratch[bin] = 0;
    }
    if (tiny > 0) counts[0] += tiny;
    scratch[0] = 0;
  };

  const finish: Bins["finish"] = () => {
    const from = counts.findIndex((n) => n > 0);
    if (from < 0) return { firstBin: 0, counts: new Uint32Array(0) };
    const to = counts.findLastIndex((n) => n > 0) + 1;
    return { firstBin: first + from, counts: counts.slice(from, to) };
  };
  return { take, finish };
}
