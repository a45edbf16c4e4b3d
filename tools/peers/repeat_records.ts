import { gunzip } from "../../apps/cli/io/gunzip.ts";

/** Bytes of an image in CIFAR-10's binary form: its class, then three planes. */
const RECORD = 1 + 3 * 32 * 32;

/**
 * The first records of a CIFAR-10 file again and again: a run over them simulates the same images as
 * one over the file, for so long that starting threads is a small part of it.
 *
 * @param bytes The file, gzipped or not.
 * @param images How many of its records.
 * @param times How often each comes.
 * @throws {RangeError} Where the file does not hold so many.
 */
export async function repeatRecords(
  bytes: Uint8Array<ArrayBuffer>,
  images: number,
  times: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = await gunzip(bytes);
  if (all.length < images * RECORD) {
    throw new RangeError(
      `Cannot repeat ${images} records as the file must hold as many: it has ` +
        `${Math.floor(all.length / RECORD)}`,
    );
  }
  const once = all.subarray(0, images * RECORD);
  const repeated = new Uint8Array(times * once.length);
  for (let i = 0; i < times; i++) repeated.set(once, i * once.length);
  return repeated;
}
