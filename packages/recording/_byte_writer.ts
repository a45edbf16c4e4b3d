/** Appends little-endian numbers and varints to a buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** What has been written; a view, valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Bytes as they are. */
  raw(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** One byte. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number in `0 … 2⁵³ − 1` as LEB128: seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    while (value >= 0x80) {
      this.#bytes[this.#length++] = 0x80 | (value % 0x80);
      value = Math.floor(value / 0x80);
    }
    this.#bytes[this.#length++] = value;
  }

  /** Varints of many numbers. */
  varints(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.varint(values[i]);
  }

  /** Text: its length in bytes, then UTF-8. */
  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Four bytes, unsigned. */
  uint32(value: number): void {
    this.#view(4, (view) => view.setUint32(0, value, true));
  }

  /** Four bytes a value. */
  float32s(values: Float32Array): void {
    this.#view(4 * values.length, (view) => {
      for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
    });
  }

  /** Eight bytes a value. */
  float64s(values: Float64Array): void {
    this.#view(8 * values.length, (view) => {
      for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i], true);
    });
  }

  #view(size: number, write: (view: DataView) => void): void {
    this.#reserve(size);
    write(new DataView(this.#bytes.buffer, this.#length, size));
    this.#length += size;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}
