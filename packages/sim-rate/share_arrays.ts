/** The arrays that plain data may hold. */
type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** Arrays begin at multiples of this, as the widest elements need. */
const ALIGNMENT = 8;

/**
 * The same plain data with all its typed arrays in one `SharedArrayBuffer`, so that threads read one
 * copy: a message then carries views, not values. Where the runtime has none (a page that is not
 * cross-origin isolated) the data comes back as it is, and messages copy it.
 *
 * @param data Plain objects, arrays, maps, typed arrays, strings, numbers; not modified.
 *
 * @example
 * ```ts
 * import { shareArrays } from "@snnkit/sim-rate";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const shared = shareArrays({ name: "net", weight: Float32Array.of(1, 2) });
 * assertEquals([...shared.weight], [1, 2]);
 * assert(shared.weight.buffer instanceof SharedArrayBuffer);
 * ```
 */
export function shareArrays<T>(data: T): T {
  if (typeof SharedArrayBuffer === "undefined") return data;
  const offsets = new Map<TypedArray, number>();
  let bytes = 0;
  mapArrays(data, (array) => {
    if (!offsets.has(array)) {
      offsets.set(array, bytes);
      bytes += Math.ceil(array.byteLength / ALIGNMENT) * ALIGNMENT;
    }
    return array;
  });
  const buffer = new SharedArrayBuffer(bytes);
  return mapArrays(data, (array) => {
    const Kind = array.constructor as new (
      buffer: SharedArrayBuffer,
      offset: number,
      length: number,
    ) => TypedArray;
    const shared = new Kind(buffer, offsets.get(array)!, array.length);
    shared.set(array);
    return shared;
  });
}

/** Plain data with another array in the place of each. */
function mapArrays<T>(data: T, change: (array: TypedArray) => TypedArray): T {
  const visit = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return change(value as TypedArray);
    if (Array.isArray(value)) return value.map(visit);
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, visit(item)]));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]));
  };
  return visit(data) as T;
}
