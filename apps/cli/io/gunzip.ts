/**
 * What a gzip file holds, unpacked by the system, ten times as fast as in JavaScript. All else comes
 * back as it is: other bytes, and files that the system refuses because they are damaged or have
 * several members, of which `decodeData` makes the best or says what is wrong.
 */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(unpacked).bytes();
  } catch {
    return bytes;
  }
}
