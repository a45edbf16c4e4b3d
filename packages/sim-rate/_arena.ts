/** Anything whose bytes can be copied into memory. */
export type Bytes =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Lays out a memory before it exists: addresses are known at once, contents are copied at the end. */
export interface Arena {
  /** Room for so many zero bytes; returns its address. */
  readonly reserve: (bytes: number) => number;
  /** Room for values, copied when the memory is made; returns their address. */
  readonly place: (values: Bytes) => number;
  /** How many bytes are taken so far. */
  readonly bytes: () => number;
  /** Copies everything placed into the memory. */
  readonly fill: (memory: ArrayBuffer) => void;
}

/** Vectors and cache lines begin at multiples of this. */
const ALIGNMENT = 64;

/** An empty arena. Address 0 is never given away: it stands for absence. */
export function createArena(): Arena {
  const placed: { readonly address: number; readonly values: Bytes }[] = [];
  let end = ALIGNMENT;

  const reserve = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  };
  const place = (values: Bytes): number => {
    const address = reserve(values.byteLength);
    placed.push({ address, values });
    return address;
  };
  const fill = (memory: ArrayBuffer): void => {
    const bytes = new Uint8Array(memory);
    for (const { address, values } of placed) {
      bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), address);
    }
  };
  return { reserve, place, bytes: () => end, fill };
}
