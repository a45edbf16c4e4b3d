// The tables of patterns: what each set of eight channels brings together.

/**
 * Writes `[groups][256][entry]`, the sums of all sets of eight channels, modulo 2^16.
 *
 * @param from Weights `[channels][entry]`, i16; an entry is whole vectors.
 * @param to The table, of zeros.
 * @param isNegated Whether all signs are changed.
 */
export function sumSets(from: usize, to: usize, channels: u32, entryBytes: usize, isNegated: bool): void {
  for (let channel: u32 = 0; channel < channels; channel++) {
    const group = to + <usize>(channel >> 3) * (entryBytes << 8);
    const bit: u32 = 1 << (channel & 7);
    // All sets of lower channels, and what they are together with this one.
    for (let set: u32 = 0; set < bit; set++) {
      const others = group + <usize>set * entryBytes;
      const together = group + <usize>(bit + set) * entryBytes;
      for (let at: usize = 0; at < entryBytes; at += 16) {
        const weights = v128.load(from + at);
        const sum = v128.load(others + at);
        v128.store(together + at, isNegated ? i16x8.sub(sum, weights) : i16x8.add(sum, weights));
      }
    }
    from += entryBytes;
  }
}
