/** `e^{x_i} / Σ_j e^{x_j}`; the largest is taken off first, so that nothing overflows. */
export function softmax(values: ArrayLike<number>): Float64Array {
  const powers = Float64Array.from(values);
  const largest = powers.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = Math.exp(powers[i] - largest);
    sum += powers[i];
  }
  for (let i = 0; i < powers.length; i++) powers[i] /= sum;
  return powers;
}
