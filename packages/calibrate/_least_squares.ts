/** Collects rows of a linear model and solves it. */
export interface LeastSquares {
  /**
   * Adds a row.
   *
   * @param inputs One value an unknown.
   * @param wanted What their weighted sum should be, one value an answer.
   */
  readonly add: (inputs: Float32Array, wanted: ArrayLike<number>) => void;
  /**
   * The weights, `[answers, unknowns]`; `undefined` where the rows leave them open.
   *
   * @param ridge ρ.
   */
  readonly solve: (ridge: number) => Float64Array | undefined;
}

/**
 * Ridge regression by its normal equations: `W = argmin Σ |W x − y|² + ρ m |W|²`, so that
 * `(Σ x xᵀ + ρ m I) W ᵀ = Σ x yᵀ`, where `m` is the mean of the diagonal of `Σ x xᵀ`: a ρ means the
 * same for few rows and many, for large values and small. The last unknown, a bias whose input is
 * always 1, is not held back.
 *
 * Zeros cost nothing, and of what few spikes bring most is zero.
 *
 * @param unknowns How many inputs a row has, the bias included.
 * @param answers How many sums.
 */
export function leastSquares(unknowns: number, answers: number): LeastSquares {
  const gram = new Float64Array(unknowns * unknowns);
  const moments = new Float64Array(unknowns * answers);
  const active = new Uint32Array(unknowns);
  const add = (inputs: Float32Array, wanted: ArrayLike<number>): void => {
    let count = 0;
    for (let i = 0; i < unknowns; i++) if (inputs[i] !== 0) active[count++] = i;
    for (let a = 0; a < count; a++) {
      const i = active[a];
      const x = inputs[i];
      const row = i * unknowns;
      for (let b = 0; b <= a; b++) gram[row + active[b]] += x * inputs[active[b]];
      for (let o = 0; o < answers; o++) moments[i * answers + o] += x * wanted[o];
    }
  };
  const solve = (ridge: number): Float64Array | undefined => {
    let trace = 0;
    for (let i = 0; i < unknowns - 1; i++) trace += gram[i * unknowns + i];
    const held = ridge * trace / Math.max(1, unknowns - 1);
    const lower = gram.slice();
    for (let i = 0; i < unknowns - 1; i++) lower[i * unknowns + i] += held;
    if (!factorise(lower, unknowns)) return undefined;
    const weights = new Float64Array(answers * unknowns);
    for (let o = 0; o < answers; o++) {
      const w = weights.subarray(o * unknowns, (o + 1) * unknowns);
      for (let i = 0; i < unknowns; i++) w[i] = moments[i * answers + o];
      substitute(lower, w);
    }
    return weights;
  };
  return { add, solve };
}

/** Cholesky: `A = L Lᵀ`, in place in the lower triangle; whether `A` is positive definite. */
function factorise(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const [rowJ, pivot] = [j * n, j * n + j];
    for (let k = 0; k < j; k++) a[pivot] -= a[rowJ + k] ** 2;
    if (!(a[pivot] > 0)) return false;
    a[pivot] = Math.sqrt(a[pivot]);
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let sum = a[rowI + j];
      for (let k = 0; k < j; k++) sum -= a[rowI + k] * a[rowJ + k];
      a[rowI + j] = sum / a[pivot];
    }
  }
  return true;
}

/** Solves `L Lᵀ x = b`, in place of `b`. */
function substitute(lower: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * n + k] * x[k];
    x[i] /= lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k * n + i] * x[k];
    x[i] /= lower[i * n + i];
  }
}
