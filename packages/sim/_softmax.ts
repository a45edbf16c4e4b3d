/**
 * `e^{x_i} / Σ_j e^{x_j}`; the largest is taken off first, so that nothing overflows. Plain loops, as
 * every step of a sample may ask for it.
 */
export function softmax(values: ArrayLike<number>): Float64Array {
  const powers = new Float64Array(values.length);
  let largest = -Infinity;
  for (let i = 0; i < powers.length; i++) largest = Math.max(largest, values[i]);
  let sum = 0;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = Math.exp(values[i] - largest);
    sum += powers[i];
  }
  for (let i = 0; i < powers.length; i++) powers[i] /= sum;
  return powers;
}
