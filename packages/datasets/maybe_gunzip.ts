import { Gunzip } from "fflate";
import { crc32 } from "@snnkit/tensor";

/**
 * What a gzip file holds; any other bytes as they are, not copied.
 *
 * The first two bytes decide. A file may have several members, which follow one another in the
 * result; the checksum and the length at the end of each are checked.
 *
 * @throws {SyntaxError} Where a gzip file was cut or changed.
 *
 * @see RFC 1952
 *
 * @example
 * ```ts
 * import { maybeGunzip } from "@snnkit/datasets";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const plain = Uint8Array.of(1, 2, 3);
 * assertStrictEquals(maybeGunzip(plain), plain);
 * ```
 */
export function maybeGunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const members: Uint8Array[] = [];
  let chunks: Uint8Array[] = [];
  const closeMember = (end: number): void => {
    const member = joined(chunks);
    // The last eight bytes of a member: its checksum and its length modulo 2³².
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 8, 8);
    if (trailer.getUint32(4, true) !== member.length % 2 ** 32) throw new RangeError("length");
    if (trailer.getUint32(0, true) !== crc32(member)) throw new RangeError("checksum");
    members.push(member);
    chunks = [];
  };
  try {
    const stream = new Gunzip((chunk) => void chunks.push(chunk));
    stream.onmember = closeMember;
    stream.push(bytes, true);
    closeMember(bytes.length);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot unpack a gzip file as it must be whole: it was cut or changed`,
      { cause },
    );
  }
  return joined(members);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const full = parts.filter((part) => part.length > 0);
  if (full.length === 1) return full[0];
  const whole = new Uint8Array(full.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of full) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
