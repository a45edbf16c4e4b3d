import { sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/**
 * `y = e^x / Σ e^x` along one axis. The largest value is taken off first, which changes nothing but
 * keeps `e^x` from overflowing.
 *
 * @param input Any shape.
 * @param axis Along which the results sum to 1.
 *
 * @example
 * ```ts
 * import { softmax } from "@snnkit/reference";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...softmax(tensor([2], [1000, 1000]), 0).data], [0.5, 0.5]);
 * ```
 */
export function softmax(input: Tensor, axis: number): Tensor {
  return alongAxis(input, axis, (line) => {
    const powers = exponentials(line);
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  });
}

/**
 * `y = x − ln Σ e^x` along one axis, as stable as {@linkcode softmax}.
 *
 * @param input Any shape.
 * @param axis Along which the exponentials of the results sum to 1.
 */
export function logSoftmax(input: Tensor, axis: number): Tensor {
  return alongAxis(input, axis, (line) => {
    const largest = largestOf(line);
    const sum = exponentials(line).reduce((total, power) => total + power, 0);
    return line.map((x) => x - largest - Math.log(sum));
  });
}

function exponentials(line: readonly number[]): number[] {
  const largest = largestOf(line);
  return line.map((x) => Math.exp(x - largest));
}

function largestOf(line: readonly number[]): number {
  return line.reduce((largest, x) => Math.max(largest, x), -Infinity);
}

/** Apply a function to every line of values along one axis. */
function alongAxis(
  input: Tensor,
  axis: number,
  f: (line: readonly number[]) => readonly number[],
): Tensor {
  const length = input.shape[axis];
  const step = sizeOf(input.shape.slice(axis + 1));
  const result = new Float32Array(input.data.length);
  for (let line = 0; line < result.length / length; line++) {
    const begin = Math.floor(line / step) * step * length + line % step;
    const values = Array.from({ length }, (_, i) => input.data[begin + i * step]);
    f(values).forEach((value, i) => result[begin + i * step] = value);
  }
  return tensor(input.shape, result);
}
