/**
 * `e^{x_i / d} / Σ_j e^{x_j / d}`; the largest is taken off first, so that nothing overflows. Plain
 * loops and one array, as every step of a sample may ask for it.
 *
 * @param divisor `d`.
 */
export function softmax(values: ArrayLike<number>, divisor = 1): Float64Array {
  const powers = new Float64Array(values.length);
  let largest = -Infinity;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = values[i] / divisor;
    largest = Math.max(largest, powers[i]);
  }
  let sum = 0;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = Math.exp(powers[i] - largest);
    sum += powers[i];
  }
  for (let i = 0; i < powers.length; i++) powers[i] /= sum;
  return powers;
}
