/** For each byte, the positions of its set bits in ascending order, as 8 numbers of 16 bits. */
export function bitPositions(): Uint16Array {
  const table = new Uint16Array(256 * 8);
  for (let byte = 0; byte < 256; byte++) {
    let at = 8 * byte;
    for (let bit = 0; bit < 8; bit++) {
      if (byte & (1 << bit)) table[at++] = bit;
    }
  }
  return table;
}
