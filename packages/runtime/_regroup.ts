/**
 * Group a stream of values anew: chunks of any length go in, pieces of `length` values come out,
 * the last one of what is left. A piece lives until the next one is asked for.
 *
 * @param check Called with each chunk as it comes.
 */
export async function* regroup(
  chunks: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  length: number,
  check: (chunk: Float32Array) => void,
): AsyncGenerator<Float32Array> {
  const piece = new Float32Array(length);
  let filled = 0;
  for await (const chunk of chunks) {
    check(chunk);
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + length - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled === length) {
        yield piece;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
