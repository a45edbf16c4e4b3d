/** For each byte, its bits as 8 bytes of 0 or 1: how often a spike of each of eight lanes counts. */
export function bitLanes(): Uint8Array {
  return Uint8Array.from({ length: 256 * 8 }, (_, i) => (i >> 3) >> (i & 7) & 1);
}
