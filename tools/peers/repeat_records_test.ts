import { assertEquals, assertRejects } from "@std/assert";
import { repeatRecords } from "./repeat_records.ts";

const record = (label: number): number[] => [label, ...new Array(3072).fill(10 * label)];
const bytes = Uint8Array.from([record(1), record(2), record(3)].flat());

Deno.test("repeatRecords() gives the first records as often as asked", async () => {
  const found = await repeatRecords(bytes, 2, 3);
  assertEquals(found.length, 6 * 3073);
  const labels = [0, 1, 2, 3, 4, 5].map((i) => [found[i * 3073], found[i * 3073 + 3072]]);
  assertEquals(labels, [[1, 10], [2, 20], [1, 10], [2, 20], [1, 10], [2, 20]]);
});

Deno.test("repeatRecords() unpacks the file first", async () => {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const file = new Uint8Array(await new Response(packed).arrayBuffer());
  assertEquals(await repeatRecords(file, 3, 1), bytes);
});

Deno.test("repeatRecords() refuses more records than there are", async () => {
  await assertRejects(() => repeatRecords(bytes, 4, 1), RangeError, "it has 3");
});
