/** Reads what {@linkcode ByteWriter} wrote, and says so where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** One byte. */
  byte(): number {
    return this.#bytes[this.#take(1)];
  }

  /** A whole number in `0 … 2⁵³ − 1`. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value <= Number.MAX_SAFE_INTEGER) return value;
        break;
      }
    }
    throw new SyntaxError(
      `Cannot decode a recording as its numbers must stay below 2^53: byte ${this.#at - 1}`,
    );
  }

  /**
   * How many things follow, each of at least `size` bytes; refused before anything is allocated
   * where the bytes cannot hold them.
   */
  count(size = 1): number {
    const count = this.varint();
    this.need(count * size);
    return count;
  }

  /** Text. */
  text(): string {
    const length = this.count();
    const from = this.#take(length);
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      return decoder.decode(this.#bytes.subarray(from, from + length));
    } catch (cause) {
      throw new SyntaxError(
        `Cannot decode a recording as its names must be UTF-8: bytes from ${from} on are not`,
        { cause },
      );
    }
  }

  /** Fill an array with varints no larger than `max`. */
  varintsInto<A extends Uint16Array | Uint32Array | Float64Array>(target: A, max: number): A {
    for (let i = 0; i < target.length; i++) {
      const value = this.varint();
      if (value > max) {
        throw new SyntaxError(
          `Cannot decode a recording as a number there must not exceed ${max}: ` +
            `${value} before byte ${this.#at}`,
        );
      }
      target[i] = value;
    }
    return target;
  }

  /** Four bytes a value. */
  float32s(length: number): Float32Array {
    const from = this.#take(4 * length);
    return Float32Array.from({ length }, (_, i) => this.#view.getFloat32(from + 4 * i, true));
  }

  /** Eight bytes a value. */
  float64s(length: number): Float64Array {
    const from = this.#take(8 * length);
    return Float64Array.from({ length }, (_, i) => this.#view.getFloat64(from + 8 * i, true));
  }

  #take(size: number): number {
    this.need(size);
    this.#at += size;
    return this.#at - size;
  }

  /** Refuses to go on where fewer bytes are left. */
  need(size: number): void {
    if (size > this.left) {
      throw new SyntaxError(
        `Cannot decode a recording as the bytes end too early: ` +
          `${size} more are needed at byte ${this.#at} of ${this.#bytes.length}`,
      );
    }
  }
}
