/** A source of reproducible random numbers: the same seed gives the same sequence everywhere. */
export interface Random {
  /** The next 32 random bits, as a whole number in `[0, 2³²)`. */
  readonly bits: () => number;
  /** A number in `[0, 1)`, on a grid of `2⁻³²`. */
  readonly uniform: () => number;
  /** A whole number in `[0, bound)`, without bias. */
  readonly integer: (bound: number) => number;
  /** A number of the standard normal distribution (Box and Muller 1958). */
  readonly normal: () => number;
}

/**
 * A seeded random generator: PCG32 (XSH RR 64/32).
 *
 * `state ← state · 6364136223846793005 + increment` modulo 2⁶⁴; the output is the state's upper
 * half, xor-shifted and rotated by its top five bits. Streams with different numbers never meet.
 *
 * @see M. E. O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", HMC-CS-2014-0905, §6.3
 *
 * @param seed Any whole number.
 * @param stream Which of 2⁶³ independent sequences, e.g. a sample's number. Default 0.
 *
 * @example
 * ```ts
 * import { createRandom } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(createRandom(42, 54).bits(), 0xa15c02b7); // The authors' own demo begins so.
 * ```
 */
export function createRandom(seed: number, stream = 0): Random {
  const multiplier = 6364136223846793005n;
  const increment = BigInt.asUintN(64, (BigInt(stream) << 1n) | 1n);
  let state = 0n;
  const step = (): void => {
    state = BigInt.asUintN(64, state * multiplier + increment);
  };
  step();
  state = BigInt.asUintN(64, state + BigInt(seed));
  step();

  const bits = (): number => {
    const old = state;
    step();
    const word = Number(BigInt.asUintN(32, ((old >> 18n) ^ old) >> 27n));
    const turn = Number(old >> 59n);
    return ((word >>> turn) | (word << (-turn & 31))) >>> 0;
  };
  const uniform = (): number => bits() / 0x1_0000_0000;
  const integer = (bound: number): number => {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    for (;;) {
      const value = bits();
      if (value < limit) return value % bound;
    }
  };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  return { bits, uniform, integer, normal };
}
