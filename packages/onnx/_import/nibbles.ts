import { refuse } from "./problem.ts";

/**
 * Numbers of 4 bits, two in each byte, the first in the lower half. The last byte of an odd count
 * is half empty.
 *
 * @param signed Whether 8 … 15 stand for −8 … −1.
 */
export function nibblesOf(bytes: Uint8Array, size: number, signed: boolean): Float64Array {
  const width = Math.ceil(size / 2);
  if (bytes.length !== width) refuse(`its values must fill ${width} bytes`, `${bytes.length}`);
  return Float64Array.from({ length: size }, (_, i) => {
    const bits = (bytes[i >> 1] >> (i % 2 === 0 ? 0 : 4)) & 0xf;
    return signed && bits > 7 ? bits - 16 : bits;
  });
}
