/** How far the two pairs of words turn in each of eight rounds, after which they start over. */
const TURNS = [10, 26, 11, 21, 13, 27, 23, 5, 6, 20, 17, 11, 25, 10, 18, 20] as const;

/** Mixed into the key, so that a key of zeros is none. */
const PARITY = 0x1bd11bda;

/** Rounds, of which 12 already pass every statistical test of TestU01. */
const ROUNDS = 20;

/** A key or a counter: four words of 32 bits. */
export type Words = readonly [number, number, number, number];

/** Four random words for each counter. */
export type CounterRandom = (counter: Words, into: Uint32Array | number[]) => void;

/**
 * Random numbers without state: Threefry-4x32-20. Four words `[0, 2³²)` are a function of a key and a
 * counter, so that any number of a sequence can be had at once, in any order and on any thread.
 *
 * Twenty rounds of additions modulo 2³², rotations and exclusive ors turn the counter into words that
 * cannot be told from random ones; every key is a sequence of its own, and for one key no two
 * counters give the same four words.
 *
 * @see J. K. Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11, §4.2,
 * doi:10.1145/2063384.2063405
 *
 * @param key Which sequence: words of 32 bits, e.g. a seed and a sample's number.
 * @returns Writes the four words of a counter into an array.
 *
 * @example
 * ```ts
 * import { threefry } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const words = new Uint32Array(4);
 * threefry([0, 0, 0, 0])([0, 0, 0, 0], words); // The authors' own test vector.
 * assertEquals([...words], [0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8]);
 * ```
 */
export function threefry(key: Words): CounterRandom {
  const last = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
  // Written out twice, so that no round needs a remainder.
  const keys = Int32Array.of(...key, last, ...key, last);
  return (counter, into) => {
    let a = (counter[0] + keys[0]) | 0;
    let b = (counter[1] + keys[1]) | 0;
    let c = (counter[2] + keys[2]) | 0;
    let d = (counter[3] + keys[3]) | 0;
    for (let round = 0; round < ROUNDS; round += 4) {
      const turn = (round & 4) << 1;
      for (let at = turn; at < turn + 8; at += 4) {
        a = (a + b) | 0;
        b = rotated(b, TURNS[at]) ^ a;
        c = (c + d) | 0;
        d = rotated(d, TURNS[at + 1]) ^ c;
        a = (a + d) | 0;
        d = rotated(d, TURNS[at + 2]) ^ a;
        c = (c + b) | 0;
        b = rotated(b, TURNS[at + 3]) ^ c;
      }
      const injection = (round >> 2) + 1;
      const first = injection % 5;
      a = (a + keys[first]) | 0;
      b = (b + keys[first + 1]) | 0;
      c = (c + keys[first + 2]) | 0;
      d = (d + keys[first + 3] + injection) | 0;
    }
    into[0] = a >>> 0;
    into[1] = b >>> 0;
    into[2] = c >>> 0;
    into[3] = d >>> 0;
  };
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/**
 * The two words of 32 bits that a whole number consists of, the lower one first: half a key or a
 * counter of {@linkcode threefry}.
 *
 * @param number Whole, `0 … 2⁵³ − 1`.
 */
export function wordsOf(number: number): readonly [number, number] {
  return [number >>> 0, Math.floor(number / 0x1_0000_0000)];
}
