import { crc32 } from "@snnkit/tensor";

/** What the seal is called among the notes of a file, and how it looks before it is known. */
export const SEAL = { name: "checksum", blank: "crc32:00000000" } as const;

const ZEROS = "00000000";

/**
 * Puts the checksum of a whole `.snn` file where its notes hold the blank one, so that a changed bit
 * anywhere is noticed: a changed weight would else be just another weight.
 *
 * @param bytes Changed in place.
 */
export function seal(bytes: Uint8Array): void {
  const at = sealAt(bytes);
  if (at === undefined) throw new Error("Unreachable: the notes hold no blank checksum");
  bytes.set(new TextEncoder().encode(hex(crc32(bytes))), at);
}

/** Whether a file is as it was sealed; a file without a seal is taken as it is. */
export function isIntact(bytes: Uint8Array): boolean {
  const at = sealAt(bytes);
  if (at === undefined) return true;
  const blank = bytes.slice();
  blank.set(new TextEncoder().encode(ZEROS), at);
  const found = new TextDecoder("latin1").decode(bytes.subarray(at, at + ZEROS.length));
  return found === hex(crc32(blank));
}

/** Where the eight digits stand. Quotes within a note are escaped, so no other note can look so. */
function sealAt(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const header = bytes.subarray(8, 8 + Number(length));
  const mark = `"${SEAL.name}":"crc32:`;
  const at = new TextDecoder("latin1").decode(header).indexOf(mark);
  return at < 0 ? undefined : 8 + at + mark.length;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(ZEROS.length, "0");
}
